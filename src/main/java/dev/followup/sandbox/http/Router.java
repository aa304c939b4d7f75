package dev.followup.sandbox.http;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/// The table of routes. In a path `{id}` matches a number and `{uid}` a word.
public final class Router {

    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final List<Route> routes = new ArrayList<>();

    /// A handler of a call. It may throw a [ProblemException].
    public interface Answer {
        Response to(Request call);
    }

    private record Route(String method, Pattern path, Answer answer) {}

    public Router on(String method, String path, Answer answer) {
        routes.add(new Route(
                method, Pattern.compile(path.replace("{id}", "\\d{1,18}").replace("{uid}", "\\w+")), answer));
        return this;
    }

    public Response answer(Request call) {
        try {
            return answerOf(call).to(call);
        } catch (ProblemException problem) {
            return problem.reply();
        } catch (RuntimeException bug) {
            String trace = UUID.randomUUID().toString();
            LOG.log(System.Logger.Level.ERROR, call + " failed, trace " + trace, bug);
            return Response.internalError(trace);
        }
    }

    private Answer answerOf(Request call) {
        String method = call.method().equals("HEAD") ? "GET" : call.method();
        List<Route> here = routes.stream()
                .filter(route -> route.path().matcher(call.path()).matches())
                .toList();
        return here.stream()
                .filter(route -> route.method().equals(method))
                .map(Route::answer)
                .findFirst()
                .orElse(_ -> refusal(call, here));
    }

    private static Response refusal(Request call, List<Route> here) {
        if (here.isEmpty()) {
            return Response.problem(404, "Cannot " + call.method() + " " + call.href() + "!");
        }
        return Response.problem(
                405,
                "Method " + call.method() + " is not allowed here. Allowed: "
                        + String.join(", ", here.stream().map(Route::method).toList()));
    }
}
