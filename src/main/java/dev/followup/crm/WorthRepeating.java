package dev.followup.crm;

import java.util.function.Predicate;

/// Which failures of a call are worth another attempt. Public, as fault tolerance makes them by reflection.
public sealed interface WorthRepeating extends Predicate<Throwable> {

    /// For what may be done twice, GET and PATCH: whatever passes with time.
    final class AnyTrouble implements WorthRepeating {
        @Override
        public boolean test(Throwable failure) {
            return switch (CrmException.of(failure, Call.CURRENT.get())) {
                case CrmException.Lost _ -> true;
                case CrmException.NotTaken notTaken -> isNotOver(notTaken);
                case CrmException.Invalid _, CrmException.Refusal _, CrmException.Closed _ -> false;
            };
        }
    }

    /// For what must not be done twice, POST: only what the CRM surely did not take.
    final class SurelyNotTaken implements WorthRepeating {
        @Override
        public boolean test(Throwable failure) {
            return CrmException.of(failure, Call.CURRENT.get()) instanceof CrmException.NotTaken notTaken
                    && isNotOver(notTaken);
        }
    }

    private static boolean isNotOver(CrmException.NotTaken failure) {
        return !(failure instanceof CrmException.OutOfTime);
    }
}
