namespace Unloop.Core.Injection.Troubles;

/// <summary>Values whose form is wrong, whatever they say. Their text is not repeated here.</summary>
internal static class ValueTroubles
{
    private static readonly (ValueFlaws Flaw, string Rule, Severity Severity, string Says, string Advice)[] All =
    [
        (ValueFlaws.CarriageReturn, "carriage-return", Severity.Error, "has a carriage return in it (CRLF): it was written on Windows, and the program gets the \\r as part of the value",
            "Convert the file that it was made from (dos2unix), and make the object again."),
        (ValueFlaws.TrailingNewline, "trailing-newline", Severity.Error, "ends in a line end, as 'echo' writes one; the program gets it as part of the value",
            "Write it without: printf %s VALUE | base64, stringData in place of data, or kubectl create --from-literal. In YAML use |- in place of |."),
        (ValueFlaws.SurroundingBlanks, "surrounding-blanks", Severity.Warning, "begins or ends with blanks", "Take the blanks away."),
        (ValueFlaws.Quoted, "quoted", Severity.Error, "stands in quotes; there is no shell between a manifest and a program, and the quotes are part of the value",
            "Take the quotes away; kubectl create --from-env-file keeps them, too."),
        (ValueFlaws.Unexpanded, "unexpanded", Severity.Warning, "holds a reference that Kubernetes does not replace: it knows $(NAME) in env alone, and ${NAME} nowhere; some programs replace it themselves",
            "Where the program does not, write $(NAME) in env, with NAME above it, or render the file before it is applied."),
        (ValueFlaws.Placeholder, "placeholder", Severity.Error, "is a placeholder that was to be filled in", "Put the real value there."),
        (ValueFlaws.ServiceLink, "service-link", Severity.Error, "is an address as a service link has it (tcp://…), where the name promises a port's number",
            "Give the number alone; set enableServiceLinks: false where a Service's name makes variables that the program reads as its own."),
        (ValueFlaws.NotAPort, "not-a-port", Severity.Warning, "is not the number of a port, as its name promises", "Give a number from 0 to 65535."),
        (ValueFlaws.TooLong, "too-long", Severity.Error, "is longer than 128 KiB, the most that Linux takes for one variable: no program starts with it ('argument list too long')",
            "Mount it as a file."),
    ];

    public static IEnumerable<ConfigTrouble> Of(InjectionCase @case)
    {
        foreach (var variable in @case.Table.Variables.Where(v => v.State == VariableState.Set && v.Origin is not (VariableOrigin.Image or VariableOrigin.Runtime or VariableOrigin.ServiceLink)))
        {
            var flaws = Flaws(variable);

            // A carriage return before the line end says more than the line end.
            flaws = flaws.HasFlag(ValueFlaws.CarriageReturn) ? flaws & ~(ValueFlaws.TrailingNewline | ValueFlaws.NotAPort) : flaws;
            foreach (var (flaw, rule, severity, says, advice) in All.Where(a => flaws.HasFlag(a.Flaw)))
            {
                yield return @case.Trouble(rule, severity, variable.Name, $"{variable.Name} ({variable.From}) {says}.", advice, Next(@case, variable));
            }
        }
    }

    private static ValueFlaws Flaws(InjectedVariable variable) =>
        variable.Flaws | (variable.Raw is { } raw && !raw.Contains("‹redacted", StringComparison.Ordinal) ? ValueForm.OfVariable(variable.Name, raw, variable.WasExpanded) : 0);

    /// <summary>A Secret's values are nobody's to see on a screen.</summary>
    private static string Next(InjectionCase @case, InjectedVariable variable) => variable.Origin switch
    {
        VariableOrigin.ConfigMapKey or VariableOrigin.EnvFromConfigMap => $"kubectl edit configmap {variable.Source} -n {@case.Facts.Namespace}",
        VariableOrigin.SecretKey or VariableOrigin.EnvFromSecret => $"kubectl edit secret {variable.Source} -n {@case.Facts.Namespace}",
        _ => @case.Edit,
    };
}
