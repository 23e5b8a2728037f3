using Unloop.Dockerfile.Checks.Variables;

namespace Unloop.Dockerfile.Tests.Checks.Variables;

public class VariableUseTests
{
    [Theory]
    [InlineData("$PORT", "PORT:$PORT")]
    [InlineData("--port=${PORT} -x", "PORT:${PORT}")]
    [InlineData("$A$B_1/$_c", "A:$A B_1:$B_1 _c:$_c")]
    [InlineData("${A:-8080}", "A:${A:-8080}:operator")]
    [InlineData("${A:=x} ${B:+y} ${C:?z}", "A:${A:=x}:operator B:${B:+y}:operator C:${C:?z}:operator")]
    [InlineData("${A:-$B}", "A:${A:-$B}:operator B:$B")]
    [InlineData("$$A", "A:$A")]
    [InlineData("cost: 5$ $1 $@ $( $", "")]
    [InlineData("${A", "")]
    [InlineData("${A%x} ${1} ${} ${A:", "")]
    public void Uses_are_found_as_a_shell_would_read_them(string text, string uses) =>
        Assert.Equal(uses, string.Join(' ', VariableUse.In(text).Select(u => $"{u.Name}:{text[u.Start..u.End]}{(u.IsPlain ? "" : ":operator")}")));

    [Fact]
    public void Plain_names_are_told_once() => Assert.Equal(["A", "B"], VariableUse.PlainNames("$A ${B} $A ${C:-x}"));

    [Theory]
    [InlineData("")]
    [InlineData("}")]
    public void A_long_line_of_braces_takes_linear_time(string end) =>
        Assert.Equal(end.Length == 0 ? 0 : 200_000, VariableUse.In(string.Concat(Enumerable.Repeat("${A:-", 200_000)) + end).Count());
}
