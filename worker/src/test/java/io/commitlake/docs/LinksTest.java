package io.commitlake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Links within the repository lead to a file and, if they name one, a heading; others must be well-formed. */
class LinksTest {
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|^ {4}.*?$|`[^`\n]+`");
    private static final Pattern LINK =
            Pattern.compile("\\[[^\\[\\]]*(?:\\[[^\\]]*\\][^\\[\\]]*)?\\]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *#*$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path file : Documents.markdown()) {
            Matcher link = LINK.matcher(CODE.matcher(Documents.read(file)).replaceAll(""));
            while (link.find()) {
                links++;
                String why = fault(file, link.group(1));
                if (why != null) {
                    broken.add(Documents.root().relativize(file) + ": " + link.group(1) + " " + why);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).as("links that were found").isGreaterThan(30);
    }

    private static @Nullable String fault(Path from, String address) {
        if (address.contains("://")) {
            URI uri = URI.create(address);
            return "https".equals(uri.getScheme()) && uri.getHost() != null ? null : "isn't an https address";
        }
        int hash = address.indexOf('#');
        String path = URLDecoder.decode(hash < 0 ? address : address.substring(0, hash), StandardCharsets.UTF_8);
        Path target = path.isEmpty() ? from : from.resolveSibling(path).normalize();
        if (!target.startsWith(Documents.root()) || !Files.exists(target)) {
            return "isn't there";
        }
        return hash < 0 || anchors(target).contains(address.substring(hash + 1)) ? null : "has no such heading";
    }

    /** The anchors that GitHub gives a document's headings: lower case, hyphens for spaces, no punctuation. */
    private static Set<String> anchors(Path document) {
        Set<String> anchors = new HashSet<>();
        Matcher heading =
                HEADING.matcher(FENCED.matcher(Documents.read(document)).replaceAll(""));
        while (heading.find()) {
            String anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("\\]\\([^)]*\\)", "")
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            for (int copy = 1; !anchors.add(anchor) && !anchors.add(anchor + "-" + copy); copy++) {}
        }
        return anchors;
    }
}
