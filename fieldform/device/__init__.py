"""What a device asks of the server: enrolment, delivery, news."""
