using Unloop.Core.Facts;

namespace Unloop.Core.Injection;

/// <summary>
/// The variables of one container as the kubelet and the runtime put them together: the runtime's, the image's ENV, service links, envFrom in its
/// order, env in its order. Source: pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables; containerd's buildContainerSpec, which sets HOSTNAME before all others.
/// </summary>
internal sealed class VariableTable(InjectionFacts facts, ContainerSpec container, Mask mask)
{
    /// <summary>Nothing that looks like a secret: masked only where the name promises one.</summary>
    private const string Harmless = "harmless";

    private readonly List<InjectedVariable> _rows = [];

    /// <summary>What env and envFrom have set so far, and what the links have: the two that references are looked for in. The image's ENV is not.</summary>
    private readonly Dictionary<string, InjectedVariable> _declared = [];
    private readonly Dictionary<string, InjectedVariable> _links = [];

    public IReadOnlyList<InjectedVariable> Build()
    {
        Add(new() { Name = "HOSTNAME", Origin = VariableOrigin.Runtime, State = VariableState.Set });
        foreach (var variable in facts.Images.GetValueOrDefault(container.Name)?.Config.Env ?? [])
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                Add(new() { Name = variable[..equals], Origin = VariableOrigin.Image, State = VariableState.Set, Raw = variable[(equals + 1)..] });
            }
        }

        foreach (var (service, name, value) in ServiceLinks.Of(facts.Services ?? [], facts.EnableServiceLinks, container.RunsSince))
        {
            _links[name] = Add(new() { Name = name, Origin = VariableOrigin.ServiceLink, State = VariableState.Set, Source = service.Name, Raw = value });
        }

        foreach (var source in container.EnvFrom)
        {
            AddAll(source);
        }

        foreach (var variable in container.Env)
        {
            Declare(Resolve(variable));
        }

        return _rows;
    }

    private void AddAll(EnvFromSpec source)
    {
        var origin = source.Kind == "Secret" ? VariableOrigin.EnvFromSecret : VariableOrigin.EnvFromConfigMap;
        var whole = new InjectedVariable { Name = source.Prefix + "*", Origin = origin, State = VariableState.Unknown, Source = source.Name, Optional = source.Optional };
        var found = facts.Find(source.Kind, source.Name);
        if (found is not { Presence: Presence.Present })
        {
            _ = Add(found is { Presence: Presence.ObjectMissing } ? whole with { State = source.Optional ? VariableState.Unset : VariableState.Missing } : whole);
            return;
        }

        foreach (var key in found.VariableKeys.Order(StringComparer.Ordinal))
        {
            var name = source.Prefix + key;
            Declare(whole with
            {
                Name = name,
                Key = key,
                State = facts.TakesAnyName is false && !VariableNames.IsTakenFromKeys(name) ? VariableState.Skipped : VariableState.Set,
                Raw = found.Data.GetValueOrDefault(key),
                Flaws = found.SecretKeys.GetValueOrDefault(key),
                ChangedAt = ChangedAt(found),
            });
        }
    }

    private InjectedVariable Resolve(VariableSpec spec)
    {
        var row = new InjectedVariable
        {
            Name = spec.Name, Origin = OriginOf(spec.Kind), State = VariableState.Set, Source = spec.Object, Key = spec.Key, Optional = spec.Optional,
        };
        switch (spec.Kind)
        {
            case "ConfigMap" or "Secret":
                return FromKey(spec, row);
            case "Field":
                var isMetadata = spec.Key?.StartsWith("metadata.labels[", StringComparison.Ordinal) == true || spec.Key?.StartsWith("metadata.annotations[", StringComparison.Ordinal) == true;
                return row with { Raw = facts.Fields.GetValueOrDefault(spec.Key ?? "") ?? (isMetadata && facts.Pod is not null ? "" : null) };
            case "Resource" or "File":
                return row;
            default:
                return Literal(spec, row);
        }
    }

    private InjectedVariable Literal(VariableSpec spec, InjectedVariable row)
    {
        var literal = spec.Value ?? "";
        var expanded = Expansion.Expand(literal, Look);
        return row with
        {
            Raw = expanded.Text,
            Value = Shown(spec.Name, literal, expanded.Text),
            Written = literal,
            Unknown = [.. Expansion.NamesIn(literal).Where(n => Look(n) is not null && !IsKnown(n)).Distinct()],
            Unresolved = [.. expanded.Unresolved.Where(VariableNames.IsTakenFromKeys).Distinct()],
            WasExpanded = true,
            Flaws = spec.IsRedacted ? FlawsIn(literal) : 0,
        };
    }

    private InjectedVariable FromKey(VariableSpec spec, InjectedVariable row)
    {
        var found = facts.Find(spec.Kind, spec.Object ?? "");
        if (found is null or { Presence: Presence.Unknown })
        {
            // A container that has started has it: without, the kubelet would not have let it.
            return row with { State = container.StartedAt is not null && !spec.Optional ? VariableState.Set : VariableState.Unknown };
        }

        return found.Presence == Presence.Present && found.VariableKeys.Contains(spec.Key)
            ? row with { Raw = found.Data.GetValueOrDefault(spec.Key!), Flaws = found.SecretKeys.GetValueOrDefault(spec.Key!), ChangedAt = ChangedAt(found) }
            : row with { State = spec.Optional ? VariableState.Unset : VariableState.Missing };
    }

    /// <summary>A value that is put together shows no more of its parts than they show themselves, whatever it is called.</summary>
    private string Shown(string name, string literal, string raw)
    {
        var parts = Expansion.Expand(literal, n => Look(n) is null ? null : Referred(n) is { Value: { } value } ? value : Look(n)).Text;
        return parts == raw ? mask(name, raw) : mask(name, Harmless) == Harmless ? mask(name, parts) : "‹redacted›";
    }

    private InjectedVariable? Referred(string name) => _declared.GetValueOrDefault(name) ?? _links.GetValueOrDefault(name);

    /// <summary>What a reference stands for; what is set and not known stands for itself, in words.</summary>
    private string? Look(string name)
    {
        if (Referred(name) is { } found)
        {
            return found is { Raw: { } raw, ChangedAt: null } ? raw : $"‹{found.From}›";
        }

        return new ContainerInjection { Container = "", Variables = _rows }.MayHave(name) ? $"‹{name}›" : null;
    }

    private bool IsKnown(string name) => Referred(name) is { Raw: not null, ChangedAt: null, Unknown.Count: 0 };

    private void Declare(InjectedVariable row)
    {
        row = Add(row);
        if (row.State == VariableState.Set || row is { State: VariableState.Unknown, Key: not null })
        {
            _declared[row.Name] = row;
        }
    }

    /// <summary>What is set takes the place of what was set before. The value of a source that was written since is the next start's: what the program has is not known.</summary>
    private InjectedVariable Add(InjectedVariable row)
    {
        row = row with { Value = row is { Raw: { } raw, ChangedAt: null } ? row.Value ?? Masked(row, raw) : null };
        if (row.State == VariableState.Set && _rows.FindLastIndex(r => r.Name == row.Name && r.State == VariableState.Set) is >= 0 and var before)
        {
            _rows[before] = _rows[before] with { State = VariableState.Overridden, OverriddenBy = row.From };
        }

        _rows.Add(row);
        return row;
    }

    /// <summary>A ConfigMap's key may promise a secret where the variable's name does not: PGPASS, of the key postgres-password.</summary>
    private string Masked(InjectedVariable row, string raw) =>
        mask(row.Name, row is { Key: { } key, Origin: VariableOrigin.ConfigMapKey or VariableOrigin.EnvFromConfigMap } ? mask(key, raw) : raw);

    private DateTimeOffset? ChangedAt(SourceObject source) => Times.After(source.ChangedAt ?? source.CreatedAt, container.RunsSince);

    /// <summary>Offline, values arrive redacted: their marks say what was wrong with them.</summary>
    private static ValueFlaws FlawsIn(string marked) =>
        !marked.Contains("‹redacted", StringComparison.Ordinal) ? 0
            : (marked.Contains("trailing-newline", StringComparison.Ordinal) ? ValueFlaws.TrailingNewline : 0)
            | (marked.Contains("carriage-return", StringComparison.Ordinal) ? ValueFlaws.CarriageReturn : 0)
            | (marked.Contains("-space", StringComparison.Ordinal) ? ValueFlaws.SurroundingBlanks : 0)
            | (marked.Contains("quoted", StringComparison.Ordinal) ? ValueFlaws.Quoted : 0);

    private static VariableOrigin OriginOf(string kind) => kind switch
    {
        "ConfigMap" => VariableOrigin.ConfigMapKey,
        "Secret" => VariableOrigin.SecretKey,
        "Field" => VariableOrigin.Field,
        "Resource" => VariableOrigin.Resource,
        "File" => VariableOrigin.File,
        _ => VariableOrigin.Literal,
    };
}

internal static class Times
{
    /// <summary>The API's stamps are whole seconds: what happened within the same one may have been before.</summary>
    public static DateTimeOffset? After(DateTimeOffset? changed, DateTimeOffset? started) => changed is { } at && started is { } start && at > start ? at : null;
}
