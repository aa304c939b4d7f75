package dev.followup.crm.session;

import static dev.followup.crm.session.AnswerClassifier.Body.ANY_BODY;
import static dev.followup.crm.session.AnswerClassifier.Body.NOT_JSON;
import static dev.followup.crm.session.AnswerClassifier.Body.PAYMENT_REQUIRED;
import static dev.followup.crm.session.AnswerClassifier.Body.PROBLEM;
import static dev.followup.crm.session.AnswerClassifier.Body.VALIDATION_ERRORS;
import static dev.followup.crm.session.CallSubject.ONE_TASK;
import static dev.followup.crm.session.CallSubject.OPTIONAL_FEATURE;
import static dev.followup.crm.session.CallSubject.QUERY;
import static dev.followup.crm.session.CallSubject.TASKS;
import static dev.followup.crm.session.CallSubject.TOKEN;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The table of the CRM's error answers: what each means, by its status, its body and the subject of the call. The
/// first row that fits counts. An answer that fits no row names nothing that could be refused: it is
/// [Meaning#UNEXPECTED], as a proxy's web page is.
///
/// Source: CRM documentation, "HTTP codes", and the answers that users report; read 2026-11-27.
final class AnswerClassifier {

    private static final Set<CallSubject> EVERY_CALL = EnumSet.allOf(CallSubject.class);
    private static final Set<CallSubject> NOT_OPTIONAL = EnumSet.complementOf(EnumSet.of(OPTIONAL_FEATURE));
    private static final Set<CallSubject> NOT_TASKS = EnumSet.complementOf(EnumSet.of(TASKS));
    private static final Set<CallSubject> NOT_TOKEN = EnumSet.complementOf(EnumSet.of(TOKEN));

    private static final List<Row> TABLE = List.of(
            new Row(401, 401, ANY_BODY, NOT_TOKEN, Meaning.UNAUTHORIZED),
            new Row(401, 401, PROBLEM, EnumSet.of(TOKEN), Meaning.UNAUTHORIZED),
            new Row(402, 402, ANY_BODY, EnumSet.of(OPTIONAL_FEATURE), Meaning.NOT_IN_PLAN),
            new Row(402, 402, ANY_BODY, NOT_OPTIONAL, Meaning.UNPAID),
            new Row(400, 400, PAYMENT_REQUIRED, EnumSet.of(OPTIONAL_FEATURE), Meaning.NOT_IN_PLAN),
            new Row(400, 400, PAYMENT_REQUIRED, NOT_OPTIONAL, Meaning.UNPAID),
            new Row(403, 403, NOT_JSON, EVERY_CALL, Meaning.BLOCKED),
            new Row(429, 429, ANY_BODY, EVERY_CALL, Meaning.TOO_MANY_REQUESTS),
            new Row(408, 408, ANY_BODY, EVERY_CALL, Meaning.SERVER_ERROR),
            new Row(500, 599, ANY_BODY, EVERY_CALL, Meaning.SERVER_ERROR),
            new Row(400, 422, VALIDATION_ERRORS, EVERY_CALL, Meaning.INVALID_ITEMS),
            new Row(400, 400, PROBLEM, NOT_TASKS, Meaning.REJECTED),
            new Row(422, 422, PROBLEM, NOT_TASKS, Meaning.REJECTED),
            new Row(403, 403, PROBLEM, EnumSet.of(ONE_TASK, QUERY, OPTIONAL_FEATURE), Meaning.FORBIDDEN),
            new Row(404, 404, PROBLEM, EnumSet.of(ONE_TASK), Meaning.NOT_FOUND));

    private AnswerClassifier() {}

    /// The meaning of an error answer.
    static Meaning meaning(int status, ErrorBody body, CallSubject subject) {
        return TABLE.stream()
                .filter(row -> row.fits(status, body, subject))
                .map(Row::meaning)
                .findFirst()
                .orElse(Meaning.UNEXPECTED);
    }

    /// What an error answer means.
    enum Meaning {

        /// The items that it names are refused, and nothing else is.
        INVALID_ITEMS,

        /// The one thing that the call is about is refused.
        REJECTED,

        /// The token's user may not do it.
        FORBIDDEN,

        /// The task does not exist, if the CRM serves other calls.
        NOT_FOUND,

        /// The account's plan does not include the feature.
        NOT_IN_PLAN,

        /// The token is not accepted.
        UNAUTHORIZED,

        /// The account is not paid for.
        UNPAID,

        /// The CRM blocks our address or the account, or a firewall dislikes the request.
        BLOCKED,

        /// It was not carried out, and may be sent again later.
        TOO_MANY_REQUESTS,

        /// Whether it was carried out is not known.
        SERVER_ERROR,

        /// It was not carried out, and nobody says why.
        UNEXPECTED
    }

    /// What a row expects of a body.
    enum Body {

        /// Any body, or none.
        ANY_BODY {
            @Override
            boolean fits(ErrorBody body) {
                return true;
            }
        },

        /// A web page, other text, or none.
        NOT_JSON {
            @Override
            boolean fits(ErrorBody body) {
                return !body.isJson();
            }
        },

        /// A problem document.
        PROBLEM {
            @Override
            boolean fits(ErrorBody body) {
                return body.isProblem();
            }
        },

        /// A problem document that says that the account is not paid for.
        PAYMENT_REQUIRED {
            @Override
            boolean fits(ErrorBody body) {
                return body.isProblem()
                        && body.detail().toLowerCase(Locale.ROOT).contains("payment required");
            }
        },

        /// A list of what is wrong with items of the request.
        VALIDATION_ERRORS {
            @Override
            boolean fits(ErrorBody body) {
                return !body.items().isEmpty();
            }
        };

        abstract boolean fits(ErrorBody body);
    }

    /// A row of the table.
    ///
    /// @param from the first status that fits
    /// @param to the last status that fits
    private record Row(int from, int to, Body body, Set<CallSubject> subjects, Meaning meaning) {

        boolean fits(int status, ErrorBody answer, CallSubject subject) {
            return status >= from && status <= to && body.fits(answer) && subjects.contains(subject);
        }
    }
}
