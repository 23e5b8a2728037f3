using System.Globalization;
using System.Text;
using CsCheck;
using Unloop.Core.Facts;
using Unloop.Evidence.Logs;
using Unloop.Tests;

namespace Unloop.Evidence.Tests.Logs;

public sealed class LogWindowBuilderTests
{
    [Fact]
    public void A_short_log_is_kept_whole()
    {
        var window = Read("one\ntwo\n\nthree");

        Assert.Equal(["one", "two", "", "three"], window.Lines.Select(l => l.Text));
        Assert.Equal([1, 2, 3, 4], window.Lines.Select(l => l.Number));
        Assert.Equal(4, window.TotalLines);
        Assert.False(window.Truncated);
    }

    [Fact]
    public void An_empty_log_is_evidence_of_its_own()
    {
        var window = Read("");

        Assert.True(window.IsEmpty);
        Assert.Empty(window.Lines);
    }

    [Fact]
    public void A_long_log_keeps_head_and_tail_and_a_hit_with_its_context()
    {
        var window = Read(Numbered(50_000, i => i == 30_000 ? "needle in line 30000" : $"line {i}"), "needle");

        Assert.Equal(50_000, window.TotalLines);
        Assert.Equal(Enumerable.Range(1, 200).Concat(Enumerable.Range(29_990, 21)).Concat(Enumerable.Range(49_601, 400)), window.Lines.Select(l => l.Number));
        Assert.All(window.Lines, l => Assert.EndsWith(l.Number.ToString(CultureInfo.InvariantCulture), l.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Context_reaches_into_the_neighbouring_blocks()
    {
        // Blocks are a megabyte; every line is a hit's neighbour somewhere.
        var text = Numbered(60_000, i => i % 1_000 == 0 ? $"{new string('x', 60)} needle {Letters(i)} {i}" : $"{new string('y', 60)} {i}");
        var numbers = Read(text, "needle").Lines.Select(l => l.Number).ToHashSet();

        for (var hit = 1_000; hit <= 60_000; hit += 1_000)
        {
            Assert.All(Enumerable.Range(hit - 10, 21).Where(n => n <= 60_000), n => Assert.Contains(n, numbers));
        }
    }

    [Fact]
    public void A_message_that_repeats_does_not_crowd_out_the_one_that_matters()
    {
        var window = Read(Numbered(80_000, i => i == 40_000 ? "needle: the disk is full" : $"needle: retry {i}"), "needle");

        Assert.Contains(window.Lines, l => l.Text == "needle: the disk is full");
    }

    [Fact]
    public void A_log_of_nothing_but_different_hits_stays_within_bounds()
    {
        var window = Read(Numbered(60_000, i => $"needle {Letters(i)} {new string('z', 200)}"), "needle");

        Assert.InRange(window.Lines.Sum(l => (long)l.Text.Length), 1, 12 << 20);
        Assert.InRange(window.Lines.Count, 600, 42_000);
        Assert.Equal(60_000, window.TotalLines);
    }

    [Fact]
    public void What_lies_beyond_the_limit_is_not_looked_at()
    {
        var builder = new LogWindowBuilder("app", LogInstance.Previous, new NoScanner(), limit: 10);
        builder.Append("12345\n78"u8);
        Assert.False(builder.IsFull);
        builder.Append("90abc\n"u8);

        Assert.True(builder.IsFull);
        var window = builder.Finish();
        Assert.True(window.Truncated);
        Assert.Equal(10, window.TotalBytes);
        Assert.Equal(["12345", "7890"], window.Lines.Select(l => l.Text));
    }

    [Fact]
    public void A_line_without_end_is_cut_and_counted_once()
    {
        var window = Read(new string('a', 3_000_000) + "\nnext");

        Assert.Equal(2, window.TotalLines);
        Assert.Equal(RawLine.MaximumBytes + 1, window.Lines[0].Text.Length);
        Assert.EndsWith("…", window.Lines[0].Text, StringComparison.Ordinal);
        Assert.Equal("next", window.Lines[1].Text);
    }

    [Fact]
    public void A_cut_never_splits_a_character()
    {
        var window = Read(new string('é', 10_000));

        Assert.DoesNotContain('\uFFFD', window.Lines[0].Text);
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-8", true)]
    public void Any_encoding_that_a_shell_writes_is_read(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        var bytes = encoding.GetBytes("Error: Cannot find module 'x'\r\nat 日本 😀\r\n");
        var window = Read(hasMark ? [.. encoding.GetPreamble(), .. bytes] : bytes);

        Assert.Equal(["Error: Cannot find module 'x'", "at 日本 😀"], window.Lines.Select(l => l.Text));
    }

    [Fact]
    public void A_hit_is_found_behind_colours_and_in_utf_16()
    {
        var text = Numbered(5_000, i => i == 2_500 ? "\u001b[31mnee\u001b[0mdle\u001b]0;title\u0007 2500" : $"line {i}");

        Assert.Contains(Read(text, "needle").Lines, l => l.Text == "needle 2500");
        Assert.Contains(Read(Encoding.Unicode.GetBytes(text), "needle").Lines, l => l.Text == "needle 2500");
    }

    [Fact]
    public void Stamps_that_kubectl_adds_become_times()
    {
        var window = Read("first, without\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"2024-06-18T12:13:2{i}.70273839{i}Z line {i}\n")));

        Assert.Equal("first, without", window.Lines[0].Text);
        Assert.Null(window.Lines[0].Time);
        Assert.Equal("line 8", window.Lines[^1].Text);
        Assert.Equal(28, window.Lines[^1].Time!.Value.Second);
    }

    [Theory]
    [InlineData("2023-02-15T08:52:41.796Z\tERROR\tsetup\tproblem")]
    [InlineData("2023-02-15T08:52:41.796123Z  INFO server: listening")]
    public void Stamps_that_a_program_writes_are_its_text(string line)
    {
        var only = Assert.Single(Read(line + "\n").Lines);

        Assert.Equal(line, only.Text);
        Assert.Null(only.Time);
    }

    [Fact]
    public void Parts_of_a_runtimes_file_are_joined_by_stream()
    {
        var window = Read("""
            2024-06-18T12:13:26.702738396Z stdout P Error: Cannot
            2024-06-18T12:13:26.702738397Z stderr F a warning
            2024-06-18T12:13:26.702738398Z stdout F  find module
            2024-06-18T12:13:27.702738398Z stdout F done

            """);

        Assert.Equal(["a warning", "Error: Cannot find module", "done"], window.Lines.Select(l => l.Text));
        Assert.All(window.Lines, l => Assert.NotNull(l.Time));
    }

    [Fact]
    public void Dockers_json_lines_are_unwrapped()
    {
        var window = Read("""
            {"log":"panic: \"boom\"\n","stream":"stderr","time":"2024-06-18T12:13:26.702738396Z"}
            {"log":"half ","stream":"stdout","time":"2024-06-18T12:13:26.702738396Z"}
            {"log":"line\n","stream":"stdout","time":"2024-06-18T12:13:26.702738396Z"}

            """);

        Assert.Equal(["panic: \"boom\"", "half line"], window.Lines.Select(l => l.Text));
    }

    [Fact]
    public void Control_characters_and_orphaned_colours_do_not_reach_a_reader()
    {
        var window = Read("\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\ me\u0000\u0008\n[31mred[0m rate(x[5m])\n\u202Egnp.exe\nlevel=\\u001b[33mwarn\n");

        Assert.Equal(["click me", "red rate(x[5m])", "gnp.exe", "level=warn"], window.Lines.Select(l => l.Text));
    }

    [Fact]
    public void Kept_lines_are_redacted_and_a_private_key_over_many_lines_too()
    {
        var window = Read("password=hunter2 x\n-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\ndef\n-----END RSA PRIVATE KEY-----\nafter\n");

        Assert.Equal(
            ["password=‹redacted len=7› x", "-----BEGIN RSA PRIVATE KEY-----", "‹redacted len=7›", "‹redacted len=3›", "-----END RSA PRIVATE KEY-----", "after"],
            window.Lines.Select(l => l.Text));
    }

    [Fact]
    public void The_size_of_chunks_changes_nothing() =>
        Gen.Select(Gen.OneOf<byte[]>(Texts(), Gen.Byte.Array[0, 3_000]), Gen.Int[1, 700]).ForAll(
            (bytes, size) => Assert.Equal(Shown(Read(bytes, "needle")), Shown(Read(bytes, "needle", size))), cases: 300);

    [Fact]
    public void The_size_of_chunks_changes_nothing_over_several_blocks()
    {
        var bytes = Encoding.UTF8.GetBytes(Numbered(40_000, i => $"{Letters(i)} {(i % 777 == 0 ? "needle" : "straw")} {new string('q', i % 90)}"));
        var whole = Shown(Read(bytes, "needle"));

        Assert.All(new[] { 1_000, 65_536, 1_048_575, 1_048_577 }, size => Assert.Equal(whole, Shown(Read(bytes, "needle", size))));
    }

    private static Gen<byte[]> Texts() =>
        Gen.OneOf<string>("needle here", "line", "", "\r", "2024-06-18T12:13:26.702738396Z stdout P part", "2024-06-18T12:13:26.702738396Z stdout F end", "{\"log\":\"x\\n\",\"stream\":\"stdout\"}", "\u001b[1mbold", "    at x (y:1)", "é😀")
            .List[0, 60].Select(lines => Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    private static string Shown(LogWindow window) =>
        $"{window.TotalLines} {window.TotalBytes}\n" + string.Join('\n', window.Lines.Select(l => $"{l.Number} {l.Time:O} {l.Continues} {l.Text}"));

    private static string Numbered(int count, Func<int, string> line) => string.Concat(Enumerable.Range(1, count).Select(i => line(i) + "\n"));

    private static string Letters(int number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(c => (char)(c - '0' + 'a')));

    private static LogWindow Read(string text, string word = "no such word") => Read(Encoding.UTF8.GetBytes(text), word);

    private static LogWindow Read(byte[] bytes, string word = "no such word", int chunk = int.MaxValue)
    {
        var builder = new LogWindowBuilder("app", LogInstance.Previous, new WordScanner(word));
        for (var at = 0; at < bytes.Length; at += Math.Min(chunk, bytes.Length))
        {
            builder.Append(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)));
        }

        return builder.Finish();
    }
}
