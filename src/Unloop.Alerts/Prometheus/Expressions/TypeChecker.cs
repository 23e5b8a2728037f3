namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>What Prometheus refuses although it parses: wrong types, wrong numbers of arguments, matching where nothing is matched.</summary>
internal static class TypeChecker
{
    public static IEnumerable<ExpressionError> Check(Expression tree) => tree.All().SelectMany(One);

    public static string Words(ValueType type) => type switch
    {
        ValueType.InstantVector => "an instant vector",
        ValueType.RangeVector => "a range vector",
        ValueType.Scalar => "a number",
        _ => "a string",
    };

    private static IEnumerable<ExpressionError> One(Expression expression) => expression switch
    {
        FunctionCall c => Call(c),
        Aggregation a => Aggregate(a),
        BinaryExpression b => Binary(b),
        UnaryExpression { Operand.Type: ValueType.RangeVector or ValueType.String } u =>
            [new(u.Span, $"a sign stands before {Words(u.Operand.Type)}; it needs a number or an instant vector")],
        Subquery { Inner.Type: not ValueType.InstantVector } q => [new(q.Span, $"a subquery is of an instant vector, not of {Words(q.Inner.Type)}")],
        VectorSelector v => Selector(v),
        _ => [],
    };

    private static IEnumerable<ExpressionError> Call(FunctionCall call)
    {
        var (function, count) = (call.Function, call.Arguments.Count);
        if (count < function.Least || count > function.Most)
        {
            var expected = function.Most == function.Least ? $"{function.Least}" : function.Most is null ? $"at least {function.Least}" : $"{function.Least} to {function.Most}";
            yield return new(call.Span, $"{function.Name} takes {expected} argument{(expected == "1" ? "" : "s")}, not {count}");
        }

        for (var i = 0; i < count && (i < function.Arguments.Count || function.Optional != 0); i++)
        {
            var wanted = function.Arguments[Math.Min(i, function.Arguments.Count - 1)];
            if (call.Arguments[i].Type is var type && type != wanted)
            {
                yield return new(call.Arguments[i].Span, $"{function.Name} takes {Words(wanted)} here, not {Words(type)}{Hint(wanted, call.Arguments[i])}");
            }
        }
    }

    private static string Hint(ValueType wanted, Expression argument) => (wanted, argument.Type, argument.Bare()) switch
    {
        (ValueType.RangeVector, ValueType.InstantVector, VectorSelector v) => $": write {v.Metric ?? "it"} with a range, as in {v.Metric ?? "x"}[5m]",
        (ValueType.RangeVector, ValueType.InstantVector, _) => ": the range stands directly behind the metric, or the expression becomes a subquery with [5m:1m]",
        (ValueType.InstantVector, ValueType.RangeVector, RangeSelector) => ": it takes no range",
        _ => "",
    };

    private static IEnumerable<ExpressionError> Aggregate(Aggregation a)
    {
        if (a.Operand.Type != ValueType.InstantVector)
        {
            var hint = a.Operand.Bare() is RangeSelector ? $": over time it is {a.Operator}_over_time, over series it takes no range" : "";
            yield return new(a.Operand.Span, $"{a.Operator} takes an instant vector, not {Words(a.Operand.Type)}{(FunctionTable.Find($"{a.Operator}_over_time") is null ? "" : hint)}");
        }

        if (a.Parameter is { } parameter && Aggregations.Parameter(a.Operator) is { } wanted && parameter.Type != wanted)
        {
            yield return new(parameter.Span, $"the parameter of {a.Operator} is {Words(wanted)}, not {Words(parameter.Type)}");
        }
    }

    private static IEnumerable<ExpressionError> Binary(BinaryExpression b)
    {
        var op = b.Operator.Text();
        foreach (var side in b.Children.Where(c => c.Type is ValueType.RangeVector or ValueType.String))
        {
            var hint = side.Bare() is RangeSelector r ? $": a function makes a vector of it, as in increase({r.Vector.Metric ?? "x"}[{Duration.Print(r.Range)}])" : "";
            yield return new(side.Span, $"'{op}' takes numbers and instant vectors, not {Words(side.Type)}{hint}");
        }

        var hasScalar = b.Children.Any(c => c.Type == ValueType.Scalar);
        if (b.ReturnsBool && !b.Operator.IsComparison())
        {
            yield return new(b.OperatorSpan, $"'bool' stands only behind comparisons, not behind '{op}'");
        }

        if (b is { ReturnsBool: false, Left.Type: ValueType.Scalar, Right.Type: ValueType.Scalar } && b.Operator.IsComparison())
        {
            yield return new(b.OperatorSpan, $"two numbers are compared with 'bool': '{op} bool'");
        }

        if (b.Operator.IsSet() && hasScalar)
        {
            yield return new(b.OperatorSpan, $"'{op}' combines instant vectors, not numbers");
        }

        if (b.Matching is { } matching)
        {
            foreach (var error in Matching(b, matching))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<ExpressionError> Matching(BinaryExpression b, VectorMatching matching)
    {
        if (matching.Labels.Count > 0 && b.Children.Any(c => c.Type != ValueType.InstantVector))
        {
            yield return new(matching.Span, "labels are matched only between two instant vectors");
        }

        if (matching.Group != MatchingGroup.None && b.Operator.IsSet())
        {
            yield return new(matching.Span, $"'{b.Operator.Text()}' has no group_left and group_right: all series of both sides are compared");
        }

        foreach (var label in matching.On ? matching.Labels.Intersect(matching.Include ?? []) : [])
        {
            yield return new(matching.Span, $"the label '{label}' stands in 'on' and in the group at once");
        }
    }

    private static IEnumerable<ExpressionError> Selector(VectorSelector v)
    {
        if (v.Name is not null && v.Matcher(LabelMatcher.MetricName) is { } twice)
        {
            yield return new(twice.Span, $"the metric's name stands twice: '{v.Name}' and '{twice.Value}'");
        }

        if (v.Name is null && v.Matchers.All(m => m.Matches("")))
        {
            yield return new(v.Span, "this selects every series there is: at least one matcher must not match the empty value");
        }
    }
}
