namespace Unloop.Dockerfile.Checks;

/// <summary>What a rule is about, in words that hold for every defect of its kind; the documentation is written from it.</summary>
/// <param name="Id">
/// Public and stable, kebab case, names the defect as its author would recognise it: <c>install-before-manifest</c>, <c>script-with-crlf</c>.
/// </param>
/// <param name="Severity">Of every defect that the rule gives.</param>
/// <param name="Sees">The defect in one sentence, without full stop: <c>the entrypoint script ends its lines with CR LF</c>.</param>
/// <param name="Symptom">What the log or the pod's status says, with made-up names: <c>exec /app/run.sh: no such file or directory</c>.</param>
/// <param name="Repair">What to do, in one sentence.</param>
public sealed record RuleDescription(string Id, Severity Severity, string Sees, string Symptom, string Repair);
