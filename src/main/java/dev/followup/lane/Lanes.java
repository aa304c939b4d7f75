package dev.followup.lane;

/// The way out of a lane for what cannot stay in it.
public interface Lanes {

    /// Puts a message among the dead letters, with its reason, so that its lane goes on.
    ///
    /// @param reason why it cannot be worked on, for the person who will look at it
    /// @throws LaneUnavailableException if it could not be put there: then it must come again
    void park(Message message, String reason);
}
