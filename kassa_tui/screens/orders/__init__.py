"""Orders at the counter: the queue, one order, making and changing one, paying, handing over, cancelling."""
