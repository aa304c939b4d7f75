package dev.followup.simulation;

import dev.followup.crm.CrmClients;
import dev.followup.crm.CrmRequest;
import dev.followup.sandbox.http.Response;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// The connection of REST clients to the model of a world's CRM.
record SimulatedClient(World world) implements CrmClients.Connection {

    /// How long an answer may take, as the settings have it.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

    @Override
    public Response exchange(URI host, CrmRequest request) {
        return world.connection().exchange(request, READ_TIMEOUT);
    }

    @Override
    public void pause(Duration length) {
        world.reached("retried");
        world.step("", length);
    }

    /// The failure of a call without an answer.
    static ProcessingException failure(CallFault.Failure failure) {
        return switch (failure) {
            case NO_CONNECTION -> new ProcessingException(new ConnectException("Connection refused"));
            case CUT -> new ProcessingException(new IOException("Connection was closed"));
            case TOO_LONG -> new ProcessingException(new IOException("the answer has too many bytes"));
            case TOO_LATE -> new ProcessingException(new TimeoutException("no whole answer in time"));
            case NONE -> throw new IllegalArgumentException("the call got an answer");
        };
    }
}
