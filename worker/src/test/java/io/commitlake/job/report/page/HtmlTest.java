package io.commitlake.job.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.secret.KnownSecrets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** Whatever strangers write, a page shows it as text. */
class HtmlTest {
    private static final String HOSTILE =
            "</td><script>alert(1)</script><img src=x onerror=alert(1)> \" onload='alert(1)' &lt;b&gt; <!-- ]]>";

    private static Document page(String text) {
        String html = new Html()
                .open("html")
                .open("body")
                .element("p", text, "title", text)
                .close()
                .close()
                .toString();
        return Jsoup.parse(html);
    }

    @Test
    void markupIsShownAsText() {
        Document page = page(HOSTILE);

        assertThat(page.select("script, img, b")).isEmpty();
        assertThat(page.expectFirst("p").wholeText()).isEqualTo(HOSTILE);
        assertThat(page.expectFirst("p").attributes()).hasSize(1);
        assertThat(page.expectFirst("p").attr("title")).isEqualTo(HOSTILE);
    }

    @Test
    void charactersThatHideOrReorderTextAreReplaced() {
        assertThat(page("a\u0000b\u001b[2Jc\u202ed\u2066e\ud800f")
                        .expectFirst("p")
                        .wholeText())
                .isEqualTo("a\ufffdb\ufffd[2Jc\ufffdd\ufffde\ufffdf");
    }

    @Test
    void aKnownSecretIsNotShown() {
        KnownSecrets.add("ghp_secretOfTheReportPage1");

        assertThat(page("token ghp_secretOfTheReportPage1").outerHtml())
                .contains("***")
                .doesNotContain("ghp_secretOfTheReportPage1");
    }

    @Test
    void anUnclosedElementIsABug() {
        assertThatThrownBy(() -> new Html().open("p").toString()).hasMessageContaining("<p>");
    }
}
