"""What happens to activities, to how qualifications are kept, and to what people do for them."""
