package dev.followup.sandbox.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A page of a list.
///
/// @param number from 1
public record ListPage(int number, int limit) {

    /// Largest page the CRM hands out.
    /// Source: CRM documentation, "Tasks List", GET parameter `limit`; read 2026-11-21.
    private static final int MAX_LIMIT = 250;

    /// The CRM's page size without a limit, as users report.
    private static final int DEFAULT_LIMIT = 50;

    public static ListPage of(QueryForm query) {
        return of(query, MAX_LIMIT);
    }

    /// The page that a query requests.
    ///
    /// @param most the largest page of this list
    public static ListPage of(QueryForm query, int most) {
        int limit = positive(query, "limit", DEFAULT_LIMIT);
        if (limit > most) {
            throw new ProblemException(Response.problem(422, "Limit " + most + " per page"));
        }
        return new ListPage(positive(query, "page", 1), limit);
    }

    /// The page as the CRM shows it, with links to its neighbours; 204 if it is empty.
    public <T> Response show(Request call, String plural, List<T> all, Function<T, ObjectNode> model) {
        List<ObjectNode> shown =
                all.stream().skip((number - 1L) * limit).limit(limit).map(model).toList();
        if (shown.isEmpty()) {
            return Response.NOTHING;
        }
        ObjectNode body = Json.object().put("_page", number);
        ObjectNode links = body.set("_links", Json.self(href(call, number))).withObject("/_links");
        if ((long) number * limit < all.size()) {
            links.putObject("next").put("href", href(call, number + 1));
        }
        if (number > 1) {
            links.putObject("prev").put("href", href(call, number - 1));
        }
        body.putObject("_embedded").set(plural, Json.list(shown));
        return Response.hal(body);
    }

    /// The URL of another page of the same list, with filters and order as the client wrote them.
    private String href(Request call, int other) {
        Stream<String> kept = Arrays.stream(call.queryString().split("&"))
                .filter(pair -> !pair.isEmpty() && !pair.startsWith("page=") && !pair.startsWith("limit="));
        return call.href() + "?"
                + Stream.concat(kept, Stream.of("limit=" + limit, "page=" + other))
                        .collect(Collectors.joining("&"));
    }

    private static int positive(QueryForm query, String parameter, int otherwise) {
        return query.value(parameter)
                .filter(text -> text.matches("0*[1-9]\\d*"))
                .map(text -> new BigInteger(text).min(BigInteger.valueOf(Integer.MAX_VALUE)))
                .map(BigInteger::intValue)
                .orElse(otherwise);
    }
}
