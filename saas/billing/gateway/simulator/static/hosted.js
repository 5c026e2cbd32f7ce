// Fills in and copies a test number without asking the server again. Without it, the server does.
for (const button of document.querySelectorAll("button[name=use]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const american = button.value.startsWith("3");
    document.getElementById("number").value = button.value;
    document.getElementById("expiry").value = "12/34";
    document.getElementById("cvc").value = american ? "1234" : "123";
    navigator.clipboard?.writeText(button.value).catch(() => {});
    const said = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = said; }, 1500);
    document.getElementById("number").focus();
  });
}
