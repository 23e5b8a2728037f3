using Unloop.Evidence.Logs;

namespace Unloop.Evidence.Tests.Logs;

public sealed class TraceReaderTests
{
    [Fact]
    public void A_java_trace_stays_with_its_message() => Check("""
        - 2024-01-01 10:00:00 ERROR Application failed
        + java.lang.IllegalStateException: outer
        """.Replace("+ java", "- java", StringComparison.Ordinal), """
        + 	at com.example.Main.main(Main.java:1)
        + Caused by: java.net.ConnectException: Connection refused
        + 	... 12 more
        - 2024-01-01 10:00:01 INFO stopping
        """);

    [Fact]
    public void A_python_traceback_ends_with_its_exception() => Check("""
        - starting
        - Traceback (most recent call last):
        +   File "/app/main.py", line 1, in <module>
        +     import flask
        + ModuleNotFoundError: No module named 'flask'
        - bye
        """);

    [Fact]
    public void Chained_python_exceptions_are_one() => Check("""
        - Traceback (most recent call last):
        +   File "a.py", line 1
        + KeyError: 'A'
        """, """
        - 
        + During handling of the above exception, another exception occurred:
        + 
        + Traceback (most recent call last):
        +   File "b.py", line 2
        + ValueError: b
        - done
        """);

    [Fact]
    public void A_go_dump_goes_on_over_blank_lines() => Check("""
        - panic: runtime error: invalid memory address or nil pointer dereference
        + [signal SIGSEGV: segmentation violation code=0x1 addr=0x8 pc=0x1]
        - 
        + goroutine 1 [running]:
        + main.main()
        + 	/app/main.go:7 +0x1d
        + 
        + goroutine 7 [select]:
        + created by main.start
        + 	/app/main.go:9
        - exit status 2
        """);

    [Fact]
    public void Node_prints_its_details_after_the_frames() => Check("""
        - Error: Cannot find module 'express'
        + Require stack:
        + - /app/index.js
        +     at Module._load (node:internal:985:27) {
        +   code: 'MODULE_NOT_FOUND',
        + }
        - 
        - Node.js v20.10.0
        """);

    [Fact]
    public void Dotnet_and_ruby_frames_continue_too() => Check("""
        - Unhandled exception. System.InvalidOperationException: x
        +  ---> System.IO.IOException: y
        +    at App.Main()
        +    --- End of inner exception stack trace ---
        - /app/a.rb:1:in `require': cannot load such file -- pg (LoadError)
        + from /app/a.rb:1:in `<main>'
        """);

    [Fact]
    public void One_blank_in_front_is_no_indentation() => Check("""
        - module.js:471
        +     throw err;
        -  Error: Cannot find module 'request'
        """);

    [Fact]
    public void After_dropped_lines_nothing_is_continued()
    {
        var traces = new TraceReader();
        _ = traces.Continues("java.lang.Error");
        traces.Reset();

        Assert.False(traces.Continues("\tat a.b.C(D.java:1)"));
    }

    /// <summary>Each line is marked with what is expected of it.</summary>
    private static void Check(params string[] parts)
    {
        var traces = new TraceReader();
        foreach (var line in parts.SelectMany(p => p.ReplaceLineEndings("\n").Split('\n')))
        {
            Assert.True(traces.Continues(line[2..]) == (line[0] == '+'), line);
        }
    }
}
