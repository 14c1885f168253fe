package com.tappostgres.picker;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.picker.Key.Named;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a terminal sends, and the keys in it. In these texts an ESC is written as {@code ^}, a silence as {@code |}. */
final class KeyDecoderTest {
    private static List<Key> keys(String sent) {
        int[] place = {0};
        KeyDecoder decoder = new KeyDecoder(
                millis -> {
                    if (place[0] == sent.length()) {
                        return -1;
                    }
                    char next = sent.charAt(place[0]++);
                    return next == '|' ? KeyDecoder.NOTHING : next == '^' ? 27 : next;
                },
                0);
        List<Key> keys = new ArrayList<>();
        // What means nothing is no key, but not the end either.
        for (int i = 0; i < 100_000; i++) {
            Key key = decoder.next(0);
            if (key == Named.GONE) {
                return keys;
            }
            if (key != null) {
                keys.add(key);
            }
        }
        throw new AssertionError("no end of " + sent);
    }

    private static Key text(String text) {
        return new Key.Text(text, false);
    }

    @ParameterizedTest
    @CsvSource({
        "^[A, UP",
        "^OA, UP",
        "^[B, DOWN",
        "^[1;5C, RIGHT",
        "^[D, LEFT",
        "^[5~, PAGE_UP",
        "^[6;2~, PAGE_DOWN",
        "^[H, HOME",
        "^[1~, HOME",
        "^[7~, HOME",
        "^OF, END",
        "^[4~, END",
        "^OM, ENTER",
        "^|, ESCAPE",
        "^^, ESCAPE"
    })
    void knowsKeys(String sent, Named key) {
        assertThat(keys(sent)).containsExactly(key);
    }

    @Test
    void knowsCharacters() {
        assertThat(keys("a \r\n\u007f\b\u0003\u0015é表\ud83d\ude00"))
                .containsExactly(
                        text("a"),
                        text(" "),
                        Named.ENTER,
                        Named.ENTER,
                        Named.BACKSPACE,
                        Named.BACKSPACE,
                        Named.INTERRUPT,
                        Named.CLEAR,
                        text("é"),
                        text("表"),
                        text("\ud83d\ude00"));
    }

    /** No letter of these is a command: q, s and m would be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[99;99~",
                "^[<0;10;10m",
                "^[?1;2q",
                "^[Mqsm",
                "^[I",
                "^[>0;276;0c",
                "^]11;rgb:ffff/ssss/mmmm\u0007",
                "^]11;rgb:qqqq^\\",
                "^P>|xterm(qsm)^\\",
                "^_qsm^\\",
                "^q",
                "^s",
                "^OP",
                "^Oq",
                "\u0000\u0001\u0002\u001f",
                "\ud83d|",
                "\u009b"
            })
    void dropsWhatItDoesNotKnow(String sent) {
        assertThat(keys(sent.replace(">|", ">") + "x")).containsExactly(text("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^[", "^[12;", "^O", "^]11;rgb", "^P", "^[200~q", "^[M"})
    void givesUpOnWhatIsCutOff(String sent) {
        assertThat(keys(sent)).allMatch(key -> key instanceof Key.Text text && text.pasted());
        assertThat(keys(sent + "|||")).allMatch(key -> key instanceof Key.Text text && text.pasted());
    }

    /** Even in the middle of something else. */
    @ParameterizedTest
    @ValueSource(strings = {"^[1;\u0003", "^]11;\u0003", "\u0003"})
    void hearsCtrlC(String sent) {
        assertThat(keys(sent)).containsExactly(Named.INTERRUPT);
    }

    @Test
    void takesAPasteAsOneText() {
        assertThat(keys("^[200~ orders\nquit\u0007 ^[201~s")).containsExactly(new Key.Text("orders", true), text("s"));
        assertThat(keys("^[200~^[201~")).containsExactly(new Key.Text("", true));
    }

    @Test
    void endsWithItsTerminal() {
        KeyDecoder closed = new KeyDecoder(
                millis -> {
                    throw new IOException("Input/output error");
                },
                0);
        assertThat(closed.next(0)).isEqualTo(Named.GONE);
        KeyDecoder silent = new KeyDecoder(millis -> KeyDecoder.NOTHING, 0);
        assertThat(silent.next(0)).isNull();
    }
}
