"""Quality Premium and CQUIN: measures with money at stake, what is earned of it, and what is still to be agreed."""
