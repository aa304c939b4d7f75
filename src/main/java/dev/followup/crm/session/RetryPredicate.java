package dev.followup.crm.session;

import java.util.function.Predicate;

/// Which failures of a call are worth another attempt. Public, as fault tolerance makes them by reflection.
public sealed interface RetryPredicate extends Predicate<Throwable> {

    /// For what may be done twice, GET and PATCH: whatever passes with time.
    final class AnyTrouble implements RetryPredicate {
        @Override
        public boolean test(Throwable failure) {
            var trouble = CrmException.of(failure, CrmCall.CURRENT.get());
            return trouble instanceof CrmException.Lost || isSurelyNotTaken(trouble);
        }
    }

    /// For what must not be done twice, POST: only what the CRM surely did not take.
    final class SurelyNotTaken implements RetryPredicate {
        @Override
        public boolean test(Throwable failure) {
            return isSurelyNotTaken(CrmException.of(failure, CrmCall.CURRENT.get()));
        }
    }

    private static boolean isSurelyNotTaken(CrmException trouble) {
        return switch (trouble) {
            case CrmException.OutOfTime _, CrmException.NoToken _ -> false; // no attempt would leave
            case CrmException.NotTaken _ -> true;
            case CrmException.Unauthorized _ -> CrmCall.CURRENT.get().mayHaveAnotherToken();
            case CrmException.Invalid _, CrmException.Refusal _, CrmException.Closed _, CrmException.Lost _ -> false;
        };
    }
}
