package dev.followup.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.FormNode.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhpFormParserTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", textBlock = """
            a=1                           -> {a=1}
            a[b][c]=1&a[b][d]=2           -> {a={b={c=1, d=2}}}
            a%5Bb%5D=1                    -> {a={b=1}}
            a[]=x&a[]=y&a[][z]=1&a[][z]=2 -> {a={0=x, 1=y, 2={z=1}, 3={z=2}}}
            a[5]=x&a[]=y                  -> {a={5=x, 6=y}}
            a[05]=x&a[-1]=y&a[]=z         -> {a={05=x, -1=y, 0=z}}
            a=1&a=2                       -> {a=2}
            a=1&a[b]=2                    -> {a={b=2}}
            a[b]=2&a=1                    -> {a=1}
            a&b=                          -> {a=, b=}
            a=b=c                         -> {a=b=c}
            &&a=1&&b=2&                   -> {a=1, b=2}
            =x&a=1                        -> {(no key)=x, a=1}
            =x                            -> {(no key)=x}
            a[b=1&c]=2&[d]=3&a[b]c=4      -> {a[b=1, c]=2, [d]=3, a[b]c=4}
            a[b[c]]=1&a[]]=2&a[][=3       -> {a[b[c]]=1, a[]]=2, a[][=3}
            a=x+y%20z%2B                  -> {a=x y z+}
            a=50%&b=%zz&c=%d0%9c          -> {a=50%, b=%zz, c=М}
            a=%FF%D0x&b=1                 -> {a=��x, b=1}
            a[999999999]=1                -> {a={999999999=1}}
            a[99999999999999999999]=1     -> {a={99999999999999999999=1}}
            a[999999999999999999]=x&a[]=y -> {a={999999999999999999=x, 1000000000000000000=y}}
            a[9999999999999999999]=x&a[]= -> {a={9999999999999999999=x, 0=}}
            """)
    void reads_as_php_does(String form, String tree) throws MalformedWebhookException {
        assertThat(plain(PhpFormParser.parse(form)).toString()).isEqualTo(tree);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', textBlock = """
            ``                                | the body is empty
            ` `                               | the body is empty
            <xml a="b">                       | looks like XML or HTML
            --x Content-Disposition: a="b"    | looks like multipart data
            hello                             | the body has no =, expected a form
            a=1&leads%5Badd%5D%5B0%5D%5Bna    | ends inside a key, "leads%5Badd%5D%5B0%5D%5Bna"
            a=1&b                             | ends inside a key, "b"
            a=1%                              | ends inside a character
            a=1%D                             | ends inside a character
            a=1%D0                            | ends inside a character
            a=%F0%9F%99                       | ends inside a character
            """)
    void says_why_a_body_is_refused(String form, String reason) {
        assertRefused(form, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%D0%9C", "a=%F0%9F%99%82", "a=%9C", "a=%41%9C", "a=x%25"})
    void a_character_at_the_end_is_no_cut(String form) throws MalformedWebhookException {
        assertThat(PhpFormParser.parse(form).children()).containsKey("a");
    }

    @Test
    void a_line_break_around_the_form_does_not_count() throws MalformedWebhookException {
        assertThat(plain(PhpFormParser.parse("\r\na=1\n"))).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void refuses_what_passes_a_bound() {
        assertRefused(
                "a=" + "x".repeat(PhpFormParser.MAX_LENGTH), "the body has 262146 characters, expected at most 262144");
        assertRefused("a=1&".repeat(PhpFormParser.MAX_KEYS + 1), "the body has more keys than 10000");
        assertRefused("a" + "[b]".repeat(PhpFormParser.MAX_DEPTH) + "=1", "a key has more names than 64");
        assertRefused("a" + "[]".repeat(10_000) + "=1", "a key has more names than 64");
    }

    @Test
    void takes_what_reaches_a_bound() throws MalformedWebhookException {
        assertThat(PhpFormParser.parse("a=" + "x".repeat(PhpFormParser.MAX_LENGTH - 2))
                        .children())
                .hasSize(1);
        assertThat(PhpFormParser.parse("a[]=1&".repeat(PhpFormParser.MAX_KEYS))
                        .branch("a")
                        .orElseThrow()
                        .children())
                .hasSize(PhpFormParser.MAX_KEYS);
        assertThat(PhpFormParser.parse("a" + "[b]".repeat(PhpFormParser.MAX_DEPTH - 1) + "=1")
                        .children())
                .hasSize(1);
    }

    @Test
    void lists_by_index_and_reports_lists_from_maps_keyed_by_id() throws MalformedWebhookException {
        var form = PhpFormParser.parse("list[1]=b&list[0]=a&map[4711][ID]=4711&mixed[x]=1&mixed[0]=2");
        assertThat(form.branch("list").orElseThrow().inOrder())
                .extracting(Map.Entry::getKey)
                .containsExactly("0", "1");
        assertThat(form.branch("list").orElseThrow().isList()).isTrue();
        assertThat(form.branch("map").orElseThrow().isList()).isFalse();
        assertThat(form.branch("mixed").orElseThrow().isList()).isFalse();
    }

    @Test
    void gives_back_any_tree_that_was_written_as_a_form() throws MalformedWebhookException {
        var random = new Random(20261121);
        for (int round = 0; round < 300; round++) {
            var tree = randomTree(random, 4);
            assertThat(plain(PhpFormParser.parse(String.join("&", pairs("", tree)))))
                    .isEqualTo(tree);
        }
    }

    @Test
    void never_throws_anything_else_on_random_and_mutated_bodies() {
        var random = new Random(20261121);
        var alphabet = "[]=&%+01af5B-. \n\u0000\u042f\ud83d{";
        for (int round = 0; round < 20_000; round++) {
            var body = new StringBuilder("leads[add][0][id]=501&leads%5Badd%5D%5B0%5D%5Bname%5D=%D0%9C+x");
            for (int edit = random.nextInt(12); edit >= 0; edit--) {
                int at = random.nextInt(body.length());
                body.replace(at, at + random.nextInt(2), "" + alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(size(PhpFormParser.parse(body.toString()))).isLessThan(body.length() + 2);
            } catch (MalformedWebhookException e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
    }

    private static void assertRefused(String form, String reason) {
        assertThatExceptionOfType(MalformedWebhookException.class)
                .isThrownBy(() -> PhpFormParser.parse(form))
                .withMessageContaining(reason);
    }

    private static int size(FormNode node) {
        return switch (node) {
            case Text _ -> 1;
            case Branch branch ->
                1
                        + branch.children().values().stream()
                                .mapToInt(PhpFormParserTest::size)
                                .sum();
        };
    }

    private static Map<String, Object> plain(Branch branch) {
        var plain = new LinkedHashMap<String, Object>();
        branch.children()
                .forEach((name, node) -> plain.put(
                        name,
                        switch (node) {
                            case Text text -> text.value();
                            case Branch child -> plain(child);
                        }));
        return plain;
    }

    private static Map<String, Object> randomTree(Random random, int depth) {
        var tree = new LinkedHashMap<String, Object>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            var name = random.nextBoolean() ? "k" + random.nextInt(100) : Integer.toString(random.nextInt(100));
            tree.put(name, depth > 0 && random.nextBoolean() ? randomTree(random, depth - 1) : randomText(random));
        }
        return tree;
    }

    private static String randomText(Random random) {
        return random.ints(random.nextInt(8), 1, 0x1F600)
                .filter(c -> Character.isDefined(c) && (c < 0xD800 || c > 0xDFFF))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static List<String> pairs(String place, Map<String, Object> tree) {
        var pairs = new ArrayList<String>();
        tree.forEach((name, value) -> {
            var key = place.isEmpty() ? name : place + "[" + name + "]";
            if (value instanceof String text) {
                pairs.add(encode(key) + "=" + encode(text));
            } else {
                @SuppressWarnings("unchecked") // only maps and texts are put into the tree
                var child = (Map<String, Object>) value;
                pairs.addAll(pairs(key, child));
            }
        });
        return pairs;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
