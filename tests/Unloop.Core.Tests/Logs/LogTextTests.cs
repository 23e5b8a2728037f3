using CsCheck;
using Unloop.Core.Diagnoses;
using Unloop.Core.Logs;
using Unloop.Tests;

namespace Unloop.Core.Tests.Logs;

public class LogTextTests
{
    [Theory]
    [InlineData("""{"level":"fatal","ts":1.5,"msg":"discovery failed","error":"member x has already been bootstrapped"}""", "discovery failed: member x has already been bootstrapped", LogLevel.Fatal)]
    [InlineData("""{"t":{"$date":"2024"},"s":"F","c":"CONTROL","msg":"Wrong mongod version","attr":{"error":"UPGRADE PROBLEM"}}""", "Wrong mongod version: UPGRADE PROBLEM", LogLevel.Fatal)]
    [InlineData("""{"level":50,"msg":"boom","err":{"type":"Error","message":"Cannot find module 'x'"}}""", "boom: Error: Cannot find module 'x'", LogLevel.Error)]
    [InlineData("""{"level":"info","message":"said \"hello\""}""", "said \"hello\"", LogLevel.Info)]
    [InlineData("""{"log.level":"ERROR","message":"fatal exception while booting","error.type":"x.IllegalStateException","error.message":"node locks"}""", "fatal exception while booting: x.IllegalStateException: node locks", LogLevel.Error)]
    [InlineData("""{"level":"info","msg":"record","record":{"error_severity":"FATAL","message":"could not load pg_hba.conf"}}""", "record: FATAL: could not load pg_hba.conf", LogLevel.Info)]
    public void A_json_line_is_read_by_field(string line, string message, LogLevel level)
    {
        var text = LogText.Read(line);
        Assert.Equal(message, text.Message);
        Assert.Equal(level, text.Level);
    }

    [Fact]
    public void A_logfmt_line_is_read_by_field()
    {
        var text = LogText.Read("level=error ts=2020-11-05T13:32:07Z caller=c.go:124 msg=\"Loading failed\" err=\"line 24: field \\\"x\\\" not found\"");
        Assert.Equal("Loading failed: line 24: field \"x\" not found", text.Message);
        Assert.Equal(LogLevel.Error, text.Level);
    }

    [Fact]
    public void A_plain_line_with_a_json_tail_has_its_quotes_freed() =>
        Assert.Equal("ERROR setup {\"error\": \"no matches for kind \"X\"\"}", LogText.Read("ERROR setup {\"error\": \"no matches for kind \\\"X\\\"\"}").Message);

    [Theory]
    [InlineData("2018/09/06 13:02:45 [FATAL] plugin/loop: seen", LogLevel.Fatal)]
    [InlineData("nginx: [emerg] unknown directive", LogLevel.Fatal)]
    [InlineData("F0712 18:16:20.314448   21329 main.go:197] Failed to listen", LogLevel.Fatal)]
    [InlineData("E1218 10:39:50.481923       1 mysql.go:62] Ping failed", LogLevel.Error)]
    [InlineData("2024-08-13 03:09:09.432 ERROR 1 --- [main] o.s.boot.SpringApplication : failed", LogLevel.Error)]
    [InlineData("WARN: something", LogLevel.Warning)]
    [InlineData("[2018-04-19T06:46:07,019][INFO ][o.e.n.Node] stopping", LogLevel.Info)]
    [InlineData("error: cannot do that", LogLevel.Error)]
    [InlineData("Retrying after an error in the last attempt", LogLevel.Unstated)]
    [InlineData("there were no fatal errors today", LogLevel.Unstated)]
    public void The_level_is_the_one_that_the_line_states(string line, LogLevel level) => Assert.Equal(level, LogText.Read(line).Level);

    [Theory]
    [InlineData("{ \"broken\": ")]
    [InlineData("{not json}")]
    [InlineData("msg=")]
    [InlineData("a=b msg=\"unclosed")]
    public void A_line_that_only_looks_structured_is_read_as_it_stands(string line) => Assert.NotNull(LogText.Read(line).Message);

    [Fact]
    public void No_line_makes_reading_throw() => Gen.String[Gen.Char["{}[]\"\\:,=msgerlv 01\u00e9"], 0, 80].ForAll(l => LogText.Read(l).Message is not null);
}
