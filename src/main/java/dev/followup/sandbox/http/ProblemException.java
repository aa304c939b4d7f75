package dev.followup.sandbox.http;

/// A call that is refused, with the answer that says why. Ends in [Router].
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
