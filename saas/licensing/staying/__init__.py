"""Who keeps a seat when there will be fewer: chosen by the company before the day comes."""
