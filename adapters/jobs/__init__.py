"""Jobs: work beside requests, that goes on where it was when whatever did it is gone."""
