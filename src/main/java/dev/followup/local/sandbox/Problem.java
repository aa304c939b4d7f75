package dev.followup.local.sandbox;

/// A call that is refused, with the answer that says why. Ends in [Routes].
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    Problem(Reply reply) {
        super(reply.status() + ": " + reply.body());
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
