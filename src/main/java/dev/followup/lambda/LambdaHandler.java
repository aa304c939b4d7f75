package dev.followup.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.quarkus.funqy.lambda.FunqyStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where Lambda comes in, whichever function this is: Funqy's own handler, but for what Lambda says of the
/// invocation, which Funqy keeps to itself. A function finds it here, since it runs on the thread that came in.
public final class LambdaHandler implements RequestStreamHandler {

    private static final ScopedValue<Context> INVOCATION = ScopedValue.newInstance();

    private final RequestStreamHandler funqy = new FunqyStreamHandler();

    /// What Lambda says of the invocation at work; empty on a laptop.
    static Optional<Context> invocation() {
        return INVOCATION.isBound() ? Optional.of(INVOCATION.get()) : Optional.empty();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream reply, Context context) throws IOException {
        within(context, () -> funqy.handleRequest(event, reply, context));
    }

    /// Works on an invocation of which Lambda says this.
    static void within(Context context, Work work) throws IOException {
        ScopedValue.where(INVOCATION, context).<@Nullable Void, IOException>call(() -> {
            work.run();
            return null;
        });
    }

    /// What an invocation does.
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }
}
