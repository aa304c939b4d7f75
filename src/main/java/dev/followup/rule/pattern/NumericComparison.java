package dev.followup.rule.pattern;

import dev.followup.yaml.ValueText;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/// A comparison with a number, such as `>= 50000`.
public record NumericComparison(Operator operator, Number bound) {

    /// The operators of comparisons.
    public enum Operator {
        EQUAL("="),
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /// The sign in patterns.
        public String sign() {
            return sign;
        }

        static Optional<Operator> of(Object sign) {
            return Arrays.stream(values())
                    .filter(operator -> operator.sign.equals(sign))
                    .findFirst();
        }
    }

    boolean holds(Number number) {
        int order = compare(number, bound);
        return switch (operator) {
            case EQUAL -> order == 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case MORE -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    boolean isLower() {
        return operator == Operator.MORE || operator == Operator.AT_LEAST;
    }

    boolean isUpper() {
        return operator == Operator.LESS || operator == Operator.AT_MOST;
    }

    /// Compares by value: 100 and 100.0 are equal.
    public static int compare(Number one, Number other) {
        if (one instanceof Long whole && other instanceof Long otherWhole) {
            return Long.compare(whole, otherWhole);
        }
        return decimal(one).compareTo(decimal(other));
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }

    @Override
    public String toString() {
        return operator.sign + " " + ValueText.plain(bound);
    }
}
