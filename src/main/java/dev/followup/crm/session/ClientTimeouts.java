package dev.followup.crm.session;

import dev.followup.config.FollowupConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;

/// The listener that gives the CRM's REST clients the time-outs of our settings. Public, because the service
/// loader makes it.
public final class ClientTimeouts implements RestClientListener {

    /// Made by the service loader.
    public ClientTimeouts() {}

    @Override
    public void onNewClient(Class<?> type, RestClientBuilder builder) {
        var crm = ConfigProvider.getConfig()
                .unwrap(SmallRyeConfig.class)
                .getConfigMapping(FollowupConfig.class)
                .crm();
        builder.connectTimeout(crm.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(crm.readTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
