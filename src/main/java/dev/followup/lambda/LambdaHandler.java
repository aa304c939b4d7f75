package dev.followup.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.quarkus.funqy.lambda.FunqyStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The handler of all functions: Funqy's own, plus Lambda's context of the invocation, which Funqy does not
/// pass on. A function reads the context here, since it runs on the handler's thread.
public final class LambdaHandler implements RequestStreamHandler {

    private static final ScopedValue<Context> INVOCATION = ScopedValue.newInstance();

    private final RequestStreamHandler funqy = new FunqyStreamHandler();

    /// Lambda's context of the current invocation; empty on a development machine.
    static Optional<Context> invocation() {
        return INVOCATION.isBound() ? Optional.of(INVOCATION.get()) : Optional.empty();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream reply, Context context) throws IOException {
        runIn(context, () -> funqy.handleRequest(event, reply, context));
    }

    /// Runs a piece of work as an invocation with this context.
    static void runIn(Context context, Work work) throws IOException {
        ScopedValue.where(INVOCATION, context).<@Nullable Void, IOException>call(() -> {
            work.run();
            return null;
        });
    }

    /// The work of an invocation.
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }
}
