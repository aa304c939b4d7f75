package dev.followup.crm.session;

import java.util.function.Predicate;

/// The choice of failures after which a call is repeated. Public, as fault tolerance makes them by
/// reflection.
public sealed interface RetryPredicate extends Predicate<Throwable> {

    /// For GET, which may be sent twice: every failure that may pass with time.
    final class AnyTransientFailure implements RetryPredicate {
        @Override
        public boolean test(Throwable thrown) {
            var failure = CrmException.of(thrown, CrmCall.CURRENT.get());
            return failure instanceof CrmException.Lost || isNotTaken(failure);
        }
    }

    /// For POST, which must not be sent twice, and PATCH, of which must be known when it changed a task: only
    /// failures after which the CRM has surely not taken the request.
    final class NotTaken implements RetryPredicate {
        @Override
        public boolean test(Throwable thrown) {
            return isNotTaken(CrmException.of(thrown, CrmCall.CURRENT.get()));
        }
    }

    private static boolean isNotTaken(CrmException failure) {
        return switch (failure) {
            case CrmException.OutOfTime _, CrmException.NoToken _ -> false; // no attempt would be sent
            case CrmException.NotTaken _ -> true;
            case CrmException.Unexpected _ -> {
                var session = CrmCall.CURRENT.get().session();
                yield !session.isProbe() && !session.hasUnexpectedAnswer();
            }
            case CrmException.Unauthorized _ -> CrmCall.CURRENT.get().mayHaveAnotherToken();
            case CrmException.Invalid _,
                    CrmException.Refusal _,
                    CrmException.AccountUnavailable _,
                    CrmException.Lost _ -> false;
        };
    }
}
