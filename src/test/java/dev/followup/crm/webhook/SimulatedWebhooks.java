package dev.followup.crm.webhook;

/// The webhook client over a client of another kind.
public final class SimulatedWebhooks {

    private SimulatedWebhooks() {}

    /// A maker of clients.
    public interface ClientFactory {

        /// A client of an interface.
        <T> T of(Class<T> api);
    }

    public static CrmWebhooks of(ClientFactory clients) {
        return new CrmWebhooks(clients.of(WebhooksApi.class));
    }
}
