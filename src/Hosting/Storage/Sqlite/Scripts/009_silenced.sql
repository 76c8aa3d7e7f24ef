-- Muted notifications wait again when their silence ends.
CREATE INDEX notifications_silenced ON notifications (destination, seq) WHERE state = 'silenced';
