"""When each card is studied: the review log, the schedule made from it, and what is due."""
