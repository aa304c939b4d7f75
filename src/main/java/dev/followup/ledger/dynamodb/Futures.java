package dev.followup.ledger.dynamodb;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The results of calls that are made side by side with others.
final class Futures {

    private Futures() {}

    /// Waits for a result. What the call has thrown is thrown here.
    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }
}
