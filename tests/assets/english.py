"""English texts of our own: a guide (Markdown) and a report (plain text)."""

GUIDE = """# Running a Repair Café

This guide explains how a neighbourhood can start and run a repair café, a monthly meeting where visitors bring broken things and mend them together with volunteers.

## Why repair

A repaired toaster saves its owner money and saves the planet about thirty kilograms of waste and emissions. More important, a person who has once opened a thing and understood it throws the next one away less easily.

Repair cafés also bring people together. In a survey of forty groups, nearly two thirds of the visitors said that they had met a neighbour for the first time at the repair table.

## Finding a place

The room needs daylight, strong tables, ten sockets on at least two separate circuits, and a floor that forgives dropped screws. Libraries, parish halls and school workshops are good places, because people already know the way.

| Need | Smallest amount | Comfortable |
|------|-----------------|-------------|
| Tables | 4 | 8 |
| Sockets | 10 | 20 |
| Volunteers | 5 | 12 |
| Chairs for waiting | 10 | 25 |

## Finding volunteers

Volunteers are found by asking for skills, not for people: *who can sew*, *who can solder*, *who can listen*. Retired craftsmen, students of engineering and members of sewing circles make up most teams.

1. One **host** welcomes visitors and writes the number of each thing on a card.
2. Several **fixers** work at the tables, each with one visitor at a time.
3. One **tester** checks every electrical appliance before it leaves the room.

## The day itself

Doors open at ten. Every visitor fills in a card with the name of the thing, its fault and its age, and signs that the repair is done at the owner's risk. The visitor stays at the table during the repair; a thing that is left behind is not repaired.

- Look for the simple cause first: the fuse, the plug, the battery, the dust.
- Take a photograph before each step, so that the way back is known.
- Stop after forty-five minutes and make a second appointment.

## Safety

Electrical safety is the one rule without exceptions. No appliance is opened while it is plugged in, microwave ovens are never opened at all, and nothing leaves the room before the tester has measured its insulation.

```
insulation resistance  > 1 megohm
earth continuity       < 0.2 ohm
```

## Counting what was saved

At the end of the day the host counts the cards: repaired, half repaired, beyond repair. These figures convince councils and sponsors, and they show the team where a spare part or a course would help most. See the [network's open data](https://example.org/open-data) for a form to copy.
"""

REPORT = """Annual Report of the Harbour Street Library
===========================================

Summary

This report presents the work of the Harbour Street Library during its
eleventh year, and sets out what the trustees recommend for the next. The
library lent 48,200 books to 3,150 active members, held 212 events, and
closed the year with a surplus of 1,840 pounds. Visits by teenagers fell for
the third year in a row, which is the main concern of the trustees.

Lending

Lending grew by six per cent, almost wholly because of the children's
room, which was moved to the ground floor in March. Picture books were
borrowed nine times a year on average, twice as often as any other group of
books. Lending of films fell by a third and the collection will be closed.

Electronic books now make up one loan in eight. Members value them during
the winter months, when the evening opening hours end before most people
are home from work.

Events

The library held 212 events with 5,480 visitors. The homework club on
Tuesdays was the best attended, and the talks on local history were the
best reviewed. A course on searching for work was held four times with the
job centre; nineteen of its fifty-one participants found a position within
three months.

Building and staff

The roof above the reading room was mended in August at a cost of 12,300
pounds, of which the council paid two thirds. Heating is now the largest
risk: the boiler is twenty-six years old, and the engineer who inspected it
in November does not expect it to last another two winters.

Two librarians and thirty-four volunteers kept the library open for
forty-one hours a week. Volunteers gave 4,900 hours, the equal of almost
three full posts.

Recommendations

The trustees recommend that the library replace the boiler before next
October, open one room for teenagers on Friday evenings with their own
choice of books and games, and use the surplus to pay for both. They also
recommend that the film shelves be given to the homework club.
"""
