package dev.followup.account;

import dev.followup.config.ResourceLocation;
import dev.followup.yaml.YamlPart;
import dev.followup.yaml.YamlPart.Entries;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;

/// Reads the file that lists the accounts. Strict, as with all files of ours: every problem is told at once, with its
/// place, what was found and what is expected.
final class AccountsReader {

    private static final SequencedSet<String> KEYS =
            new LinkedHashSet<>(List.of("name", "host", "token-secret", "oauth", "rules"));
    private static final SequencedSet<String> OAUTH =
            new LinkedHashSet<>(List.of("client-id", "secret", "redirect-uri"));
    private static final String SECRET = "the name of a secret in Secrets Manager";

    private final boolean loopback;
    private final List<String> problems = new ArrayList<>();
    private final Map<Account, AuthMethod> accounts = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<URI> hosts = new HashSet<>();

    private AccountsReader(boolean loopback) {
        this.loopback = loopback;
    }

    /// The accounts of a file, in its order, and what opens each.
    ///
    /// @param loopback whether a host may be this machine
    /// @throws IllegalArgumentException with every problem of the file, one line each
    static Map<Account, AuthMethod> read(ResourceLocation file, boolean loopback) {
        var list = new AccountsReader(loopback);
        YamlPart.whole(file.name(), file.text(), list.problems).stream()
                .flatMap(whole -> whole.items("a list of accounts"))
                .flatMap(item -> item.entries(KEYS).stream())
                .forEach(list::add);
        if (!list.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", list.problems));
        }
        return list.accounts;
    }

    private void add(Entries entries) {
        var name = entries.required("name", "what hooks and lanes call the account", this::name);
        var account = entries.required(
                "host", "a host such as demo.amocrm.ru", host -> new Account(name.orElse(""), host(host)));
        var rules = entries.text(
                "rules", "where its rule book is", where -> new ResourceLocation(name.orElse("") + ".rules", where));
        var access = access(entries, account.filter(Account::isLoopback).isPresent());
        account.ifPresent(bare -> access.ifPresent(
                opens -> accounts.put(new Account(bare.name(), bare.host(), rules.orElse(null)), opens)));
    }

    private String name(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw new IllegalArgumentException("found \"" + name
                    + "\", expected letters and digits of ASCII, dots, underscores and hyphens, 63 at most");
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("found \"" + name + "\" a second time, expected each name once");
        }
        return name;
    }

    private URI host(String written) {
        var host = Account.host(written, loopback);
        if (!hosts.add(host)) {
            throw new IllegalArgumentException("found " + written + " a second time, expected each host once");
        }
        return host;
    }

    /// An account of a sandbox may do without: the token in the settings is as good there.
    private Optional<AuthMethod> access(Entries entries, boolean sandbox) {
        var secret = entries.value("token-secret");
        var oauth = entries.value("oauth");
        if (secret.isPresent() && oauth.isPresent()) {
            entries.mapping().note("found both token-secret and oauth, expected one of them");
            return Optional.empty();
        }
        if (oauth.isPresent()) {
            return oauth.get().entries(OAUTH).flatMap(AccountsReader::consent);
        }
        if (secret.isEmpty() && sandbox) {
            return Optional.of(new AuthMethod.Setting());
        }
        return entries.required("token-secret", SECRET + ", or oauth", AuthMethod.Secret::new);
    }

    private static Optional<AuthMethod> consent(Entries entries) {
        var client = entries.required("client-id", "the id of the integration", Function.identity());
        var secret = entries.required("secret", SECRET, Function.identity());
        var redirect = entries.required(
                "redirect-uri", "the address that the integration was given", AccountsReader::redirectUri);
        return client.flatMap(
                id -> secret.flatMap(name -> redirect.map(address -> new AuthMethod.Consent(id, name, address))));
    }

    private static URI redirectUri(String written) {
        var address = URI.create(written);
        if (!address.isAbsolute() || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "found \"" + written + "\", expected an address such as https://example.com/crm");
        }
        return address;
    }
}
