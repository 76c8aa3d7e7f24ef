-- What a later message of the incident needs to edit this one or to reply to it; opaque, one form per channel.
ALTER TABLE notifications ADD COLUMN reference text;
