package dev.followup.sandbox.http;

/// A refused call, with the answer that says why. [Router] handles it.
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Response reply;

    public ProblemException(Response reply) {
        super(reply.status() + ": " + reply.body());
        this.reply = reply;
    }

    Response reply() {
        return reply;
    }
}
