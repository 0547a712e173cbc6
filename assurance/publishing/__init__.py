"""What the organisation says outside: reports proposed, published, corrected and withdrawn, and read by everybody."""
