using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class ValueFormTests
{
    [Theory]
    [InlineData("URL", "http://db\n", ValueFlaws.TrailingNewline)]
    [InlineData("URL", "http://db", ValueFlaws.None)]
    [InlineData("TEXT", "two\nlines\n", ValueFlaws.None)]
    [InlineData("URL", "http://db\r\n", ValueFlaws.TrailingNewline | ValueFlaws.CarriageReturn)]
    [InlineData("URL", " http://db", ValueFlaws.SurroundingBlanks)]
    [InlineData("TEXT", "a b", ValueFlaws.None)]
    [InlineData("URL", "\"http://db\"", ValueFlaws.Quoted)]
    [InlineData("URL", "'x'", ValueFlaws.Quoted)]
    [InlineData("JSON", "{\"a\":1}", ValueFlaws.None)]
    [InlineData("LIST", "\"a\",\"b\"", ValueFlaws.None)]
    [InlineData("URL", "http://${HOST}/", ValueFlaws.Unexpanded)]
    [InlineData("URL", "http://$(HOST)/", ValueFlaws.Unexpanded)]
    [InlineData("PATTERN", "^a$(b|c)", ValueFlaws.None)]
    [InlineData("TEMPLATE", "${{ x }}", ValueFlaws.None)]
    [InlineData("PRICE", "$5", ValueFlaws.None)]
    [InlineData("KEY", "<changeme>", ValueFlaws.Placeholder)]
    [InlineData("KEY", "<your-api-key>", ValueFlaws.Placeholder)]
    [InlineData("KEY", "changeme", ValueFlaws.Placeholder)]
    [InlineData("HTML", "<b>x</b>", ValueFlaws.None)]
    [InlineData("KEY", "changed", ValueFlaws.None)]
    [InlineData("REDIS_PORT", "tcp://10.0.0.1:6379", ValueFlaws.ServiceLink)]
    [InlineData("REDIS_URL", "tcp://10.0.0.1:6379", ValueFlaws.None)]
    [InlineData("PORT", "http", ValueFlaws.NotAPort)]
    [InlineData("PORT", "8080", ValueFlaws.None)]
    [InlineData("PORT", "70000", ValueFlaws.NotAPort)]
    [InlineData("PORT", "", ValueFlaws.None)]
    [InlineData("SUPPORT", "yes", ValueFlaws.None)]
    public void The_form_of_a_value_tells_what_is_wrong_with_it(string name, string value, ValueFlaws flaws) =>
        Assert.Equal(flaws, ValueForm.OfVariable(name, value));

    [Theory]
    [InlineData(131_066, ValueFlaws.None)]
    [InlineData(131_067, ValueFlaws.TooLong)]
    public void Linux_takes_so_much_for_one_variable(int length, ValueFlaws flaws) => Assert.Equal(flaws, ValueForm.OfVariable("TEXT", new string('x', length)));

    [Fact]
    public void What_is_left_of_a_reference_in_env_is_told_as_such_and_not_twice() =>
        Only(Troubles(PodOf(Env(Literal("X", "$(NO)")))), "unresolved-reference", "X");

    [Fact]
    public void A_Secrets_value_is_judged_by_its_form_alone() =>
        Assert.Equal("PASSWORD (Secret db, key password) ends in a line end, as 'echo' writes one; the program gets it as part of the value.",
            Only(Troubles(PodOf(Env(Key("PASSWORD", "db", "password", kind: "Secret")), Secret("db", ("password", ValueFlaws.TrailingNewline)))), "trailing-newline", "PASSWORD").Statement);

    [Fact]
    public void What_a_program_may_resolve_itself_is_a_warning() =>
        Assert.Equal(Severity.Warning, Only(Troubles(PodOf(Env(Key("URL", "web", "u")), Map("web", ("u", "http://${HOST}/")))), "unexpanded", "URL").Severity);

    [Fact]
    public void A_value_from_Windows_is_told_once() =>
        Only(Troubles(PodOf(Env(Key("URL", "web", "u")), Map("web", ("u", "http://db\r\n")))), "carriage-return", "URL");
}
