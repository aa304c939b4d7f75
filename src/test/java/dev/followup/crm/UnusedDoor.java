package dev.followup.crm;

import io.quarkus.funqy.Funq;

/// A function that nobody calls: without any, Funqy does not start, and this room's tests need no other room's door.
public class UnusedDoor {

    /// Does nothing.
    @Funq("nothing")
    public void nothing() {}
}
