package dev.followup.account;

import dev.followup.config.ResourceLocation;
import dev.followup.yaml.Problems;
import dev.followup.yaml.ValueText;
import dev.followup.yaml.YamlFile;
import dev.followup.yaml.YamlMapping;
import dev.followup.yaml.YamlNode;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;

/// The reader of the accounts file. Strict, as for all files of ours: every problem is reported at once, with
/// its position, what was found and what is expected.
final class AccountsReader {

    private static final SequencedSet<String> KEYS =
            new LinkedHashSet<>(List.of("name", "host", "token-secret", "oauth", "rules"));
    private static final SequencedSet<String> OAUTH =
            new LinkedHashSet<>(List.of("client-id", "secret", "redirect-uri"));
    private static final String EXPECTED = "a list of accounts";
    private static final String SECRET = "the name of a secret in Secrets Manager";

    private final boolean loopback;
    private final Problems problems = new Problems();
    private final Map<Account, AuthMethod> accounts = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<URI> hosts = new HashSet<>();

    private AccountsReader(boolean loopback) {
        this.loopback = loopback;
    }

    /// The accounts of a file with their authentication methods, in the order of the file.
    ///
    /// @param loopback whether a host may be this machine
    /// @throws IllegalArgumentException with every problem of the file, one line each
    static Map<Account, AuthMethod> read(ResourceLocation file, boolean loopback) {
        var list = new AccountsReader(loopback);
        new YamlFile(file.name(), file.text()).read(list.problems, EXPECTED).ifPresent(list::addAll);
        if (!list.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", list.problems.lines()));
        }
        return list.accounts;
    }

    private void addAll(YamlNode file) {
        if (!file.isList()) {
            file.refuse(EXPECTED);
            return;
        }
        var items = file.items();
        if (items.isEmpty()) {
            file.object("found an empty list, expected " + EXPECTED);
        }
        for (int i = 0; i < items.size(); i++) {
            keys(items.get(i).named("[" + i + "]"), KEYS).ifPresent(this::add);
        }
    }

    private void add(YamlMapping keys) {
        var name = required(keys, "name", "the name of the account in webhooks and message groups", this::name);
        var account = required(
                keys, "host", "a host such as demo.amocrm.ru", host -> new Account(name.orElse(""), host(host)));
        var rules = keys.optional("rules")
                .flatMap(where -> text(
                        where,
                        "where its rule book is",
                        location -> new ResourceLocation(name.orElse("") + ".rules", location)));
        var access = access(keys, account.filter(Account::isLoopback).isPresent());
        account.ifPresent(bare -> access.ifPresent(
                method -> accounts.put(new Account(bare.name(), bare.host(), rules.orElse(null)), method)));
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

    /// The authentication method. An account of a sandbox needs none: the token in the settings is enough
    /// there.
    private static Optional<AuthMethod> access(YamlMapping keys, boolean sandbox) {
        var secret = keys.optional("token-secret");
        var oauth = keys.optional("oauth");
        if (secret.isPresent() && oauth.isPresent()) {
            keys.mapping().object("found both token-secret and oauth, expected one of them");
            return Optional.empty();
        }
        if (oauth.isPresent()) {
            return keys(oauth.get(), OAUTH).flatMap(AccountsReader::consent);
        }
        if (secret.isEmpty() && sandbox) {
            return Optional.of(new AuthMethod.Setting());
        }
        return required(keys, "token-secret", SECRET + ", or oauth", AuthMethod.Secret::new);
    }

    private static Optional<AuthMethod> consent(YamlMapping keys) {
        var client = required(keys, "client-id", "the id of the integration", Function.identity());
        var secret = required(keys, "secret", SECRET, Function.identity());
        var redirect = required(
                keys, "redirect-uri", "the address that the integration was given", AccountsReader::redirectUri);
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

    /// The mapping with its keys checked. A problem is noted for an unknown key, for a key that occurs twice,
    /// and, with an empty result, for anything but a mapping.
    private static Optional<YamlMapping> keys(YamlNode node, SequencedSet<String> known) {
        var expected = String.join(", ", known);
        if (!node.isMapping()) {
            node.refuse("a mapping with " + expected);
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, YamlNode>();
        node.written().forEach(entry -> {
            var found = "found the key " + ValueText.quoted(entry.name());
            if (!known.contains(entry.name())) {
                entry.key().object(found + ", expected one of " + expected);
            } else if (values.put(entry.name(), entry.value()) != null) {
                entry.key().object(found + " a second time, expected each once");
            }
        });
        return Optional.of(new YamlMapping(node, values));
    }

    /// The value of a key as text, converted; empty, with a problem noted, if the key is left out.
    private static <T> Optional<T> required(
            YamlMapping keys, String key, String expected, Function<String, T> reading) {
        var value = keys.optional(key);
        if (value.isEmpty()) {
            keys.mapping().object("found no " + key + ", expected " + expected);
        }
        return value.flatMap(node -> text(node, expected, reading));
    }

    /// The text of a node, converted; empty, with a problem noted, if it is not a text, blank, or not as
    /// expected.
    ///
    /// @param reading throws `IllegalArgumentException` with the problem
    private static <T> Optional<T> text(YamlNode node, String expected, Function<String, T> reading) {
        var value = node.value();
        if (!(value.orElse("") instanceof String text)) {
            node.object("found " + node.word() + " without quotes, expected " + expected);
            return Optional.empty();
        }
        if (text.isBlank()) {
            node.refuse(expected);
            return Optional.empty();
        }
        try {
            return Optional.of(reading.apply(text));
        } catch (IllegalArgumentException e) {
            node.object(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
