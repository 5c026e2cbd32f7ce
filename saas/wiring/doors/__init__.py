"""Every door of the house, floor by floor: its pages and its JSON."""

from saas.wiring.doors import billing, helpcenter, licensing, tenants

_FLOORS = (tenants, licensing, billing, helpcenter)
DOORS = tuple(door for floor in _FLOORS for door in floor.DOORS)
API_DOORS = tuple(door for floor in _FLOORS for door in floor.API_DOORS)
