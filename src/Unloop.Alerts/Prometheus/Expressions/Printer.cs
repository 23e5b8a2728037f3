using System.Text;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Writes an expression on one line, with the parentheses that it holds and those that it needs.</summary>
public static class Printer
{
    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression);
        return text.ToString();
    }

    /// <summary><c>{a="b"}</c>, or <c>a="b"</c> without braces.</summary>
    public static string Print(LabelMatcher matcher) => Label(matcher.Label) + Text(matcher.Operator) + QuotedText.Print(matcher.Value);

    private static void Write(StringBuilder text, Expression expression)
    {
        switch (expression)
        {
            case NumberLiteral n:
                text.Append(Number.Print(n.Value));
                break;
            case StringLiteral s:
                text.Append(QuotedText.Print(s.Value));
                break;
            case Parenthesis p:
                Enclose(text, p.Inner);
                break;
            case UnaryExpression u:
                text.Append(u.Negates ? '-' : '+');
                WriteOperand(text, u.Operand, BinaryOperators.SignPrecedence + 1, isRight: true);
                break;
            case FunctionCall c:
                text.Append(c.Function.Name).Append('(');
                WriteList(text, c.Arguments);
                text.Append(')');
                break;
            case Aggregation a:
                text.Append(a.Operator);
                Write(text, a.Grouping);
                text.Append('(');
                WriteList(text, [.. a.Children]);
                text.Append(')');
                break;
            case BinaryExpression b:
                Write(text, b);
                break;
            case VectorSelector v:
                Write(text, v);
                Write(text, v.Time);
                break;
            case RangeSelector r:
                Write(text, r.Vector);
                text.Append('[').Append(Duration.Print(r.Range)).Append(']');
                Write(text, r.Vector.Time);
                break;
            case Subquery q:
                WriteOperand(text, q.Inner, int.MaxValue, isRight: false);
                text.Append('[').Append(Duration.Print(q.Range)).Append(':').Append(q.Step is { } step ? Duration.Print(step) : "").Append(']');
                Write(text, q.Time);
                break;
        }
    }

    private static void WriteList(StringBuilder text, IReadOnlyList<Expression> expressions)
    {
        for (var i = 0; i < expressions.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Write(text, expressions[i]);
        }
    }

    private static void Enclose(StringBuilder text, Expression inner)
    {
        text.Append('(');
        Write(text, inner);
        text.Append(')');
    }

    /// <param name="isRight">Something stands before it, so that a sign of its own ends where its operand does.</param>
    private static void WriteOperand(StringBuilder text, Expression operand, int least, bool isRight)
    {
        var precedence = operand switch
        {
            BinaryExpression b => b.Operator.Precedence(),
            UnaryExpression or NumberLiteral { Value: < 0 } when !isRight => BinaryOperators.SignPrecedence,
            _ => int.MaxValue,
        };
        if (precedence < least)
        {
            Enclose(text, operand);
        }
        else
        {
            Write(text, operand);
        }
    }

    private static void Write(StringBuilder text, BinaryExpression b)
    {
        var (precedence, isPower) = (b.Operator.Precedence(), b.Operator == BinaryOperator.Power);
        WriteOperand(text, b.Left, isPower ? precedence + 1 : precedence, isRight: false);
        text.Append(' ').Append(b.Operator.Text()).Append(b.ReturnsBool ? " bool" : "");
        if (b.Matching is { } m)
        {
            text.Append(m.On ? " on (" : " ignoring (").AppendJoin(", ", m.Labels.Select(Label)).Append(')');
            if (m.Group != MatchingGroup.None)
            {
                text.Append(m.Group == MatchingGroup.Left ? " group_left (" : " group_right (").AppendJoin(", ", (m.Include ?? []).Select(Label)).Append(')');
            }
        }

        text.Append(' ');
        WriteOperand(text, b.Right, isPower ? precedence : precedence + 1, isRight: true);
    }

    private static void Write(StringBuilder text, Grouping? grouping)
    {
        if (grouping is not null)
        {
            text.Append(grouping.Without ? " without (" : " by (").AppendJoin(", ", grouping.Labels.Select(Label)).Append(") ");
        }
    }

    private static void Write(StringBuilder text, VectorSelector v)
    {
        var inside = v.Matchers.Select(Print);
        if (v.Name is { } name)
        {
            if (Names.IsMetric(name))
            {
                text.Append(name);
            }
            else
            {
                inside = inside.Prepend(QuotedText.Print(name));
            }
        }

        if (v.Matchers.Count > 0 || v.Name is null || !Names.IsMetric(v.Name))
        {
            text.Append('{').AppendJoin(", ", inside).Append('}');
        }
    }

    private static void Write(StringBuilder text, TimeModifiers time)
    {
        if (time.At is { } at)
        {
            text.Append(" @ ").Append(at.Seconds is { } seconds ? Number.Print(seconds) : at.IsStart ? "start()" : "end()");
        }

        if (time.Offset != TimeSpan.Zero)
        {
            text.Append(" offset ").Append(Duration.Print(time.Offset));
        }
    }

    private static string Label(string name) => Names.IsLabel(name) ? name : QuotedText.Print(name);

    private static string Text(MatchOperator op) => op switch
    {
        MatchOperator.Equal => "=",
        MatchOperator.NotEqual => "!=",
        MatchOperator.Regex => "=~",
        _ => "!~",
    };
}
