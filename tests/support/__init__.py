"""What the tests stand on: real servers, real browsers, the invented cast, and what every page is held to."""
