using Unloop.Core.Text;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>The grammar, by precedence climbing. One instance reads one expression.</summary>
internal sealed class TreeReader(IReadOnlyList<Token> tokens)
{
    /// <summary>Words that no metric outside braces can be called.</summary>
    private static readonly string[] NoMetrics = ["bool", "on", "ignoring", "group_left", "group_right", "atan2"];

    private readonly TokenReader _in = new(tokens);
    private int _depth;

    public Expression Read()
    {
        if (_in.Current.Kind == TokenKind.End)
        {
            throw new ExpressionException(_in.Current.Span, "the expression is empty");
        }

        var tree = Binary(0);
        return _in.Current.Kind == TokenKind.End ? tree : throw _in.Unexpected("an operator or the end of the expression");
    }

    private Expression Binary(int least)
    {
        Enter();
        var left = Prefix();
        var levels = 0;
        while (Operator() is { } op && op.Precedence() >= least)
        {
            // Each operator of a chain is a level of the tree.
            Enter();
            levels++;
            var token = _in.Take();
            var (returnsBool, matching) = MatchingReader.Read(_in);
            var right = Binary(op == BinaryOperator.Power ? op.Precedence() : op.Precedence() + 1);
            left = new BinaryExpression(op, left, right)
            {
                ReturnsBool = returnsBool,
                Matching = matching,
                OperatorSpan = token.Span,
                Span = left.Span.To(right.Span),
            };
        }

        _depth -= levels + 1;
        return left;
    }

    private void Enter()
    {
        if (++_depth > ExpressionParser.Deepest)
        {
            throw new ExpressionException(_in.Current.Span, $"the expression is nested deeper than {ExpressionParser.Deepest} levels");
        }
    }

    private BinaryOperator? Operator() => _in.Current switch
    {
        { Kind: TokenKind.Symbol } symbol => BinaryOperators.Of(symbol.Text),
        { Kind: TokenKind.Word } word => BinaryOperators.Of(word.Text.ToLowerInvariant()),
        _ => null,
    };

    private Expression Prefix()
    {
        if (!_in.Current.Is("-") && !_in.Current.Is("+"))
        {
            return SelectorReader.Modify(_in, Primary());
        }

        var sign = _in.Take();
        var operand = Binary(BinaryOperators.SignPrecedence + 1);
        var span = sign.Span.To(operand.Span);
        return operand is NumberLiteral number
            ? number with { Value = sign.Text == "-" ? -number.Value : number.Value, Span = span }
            : new UnaryExpression(sign.Text == "-", operand) { Span = span };
    }

    private Expression Primary()
    {
        var token = _in.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _in.Take();
                return new NumberLiteral(Number.Parse(token.Text)!.Value) { Span = token.Span };
            case TokenKind.Duration:
                // A number of seconds from Prometheus 3 on.
                return new NumberLiteral(_in.Duration("").TotalSeconds) { Span = token.Span };
            case TokenKind.String:
                _in.Take();
                return new StringLiteral(token.Text) { Span = token.Span };
            case TokenKind.Symbol when token.Text == "(":
                _in.Take();
                var inner = Binary(0);
                return new Parenthesis(inner) { Span = token.Span.To(_in.Expect(")", "to close the parenthesis").Span) };
            case TokenKind.Symbol when token.Text == "{":
                return SelectorReader.Selector(_in);
            case TokenKind.MetricName:
                return SelectorReader.Selector(_in);
            case TokenKind.Word:
                return Word(token);
            default:
                throw _in.Unexpected("an expression");
        }
    }

    private Expression Word(Token word)
    {
        if (Number.Parse(word.Text) is { } number)
        {
            _in.Take();
            return new NumberLiteral(number) { Span = word.Span };
        }

        var opens = _in.Following.Is("(");
        if (Aggregations.Has(word.Text) && (opens || ((_in.Following.IsWord("by") || _in.Following.IsWord("without")) && _in.Second.Is("("))))
        {
            return Aggregate();
        }

        if (opens)
        {
            return Call(word);
        }

        return NoMetrics.Contains(word.Text, StringComparer.OrdinalIgnoreCase) ? throw _in.Unexpected("an expression") : SelectorReader.Selector(_in);
    }

    private FunctionCall Call(Token name)
    {
        if (FunctionTable.Find(name.Text) is not { } function)
        {
            throw new ExpressionException(name.Span, $"there is no function '{name.Text}'{NearestNames.Suggest(name.Text, FunctionTable.Names.Concat(Aggregations.Names))}");
        }

        _in.Take();
        var arguments = Arguments();
        return new(function, arguments) { NameSpan = name.Span, Span = name.Span.To(_in.LastSpan) };
    }

    private Aggregation Aggregate()
    {
        var name = _in.Take();
        var op = name.Text.ToLowerInvariant();
        var grouping = Grouping();
        var arguments = Arguments();
        grouping ??= Grouping();
        var expected = Aggregations.Parameter(op) is null ? 1 : 2;
        if (arguments.Count != expected)
        {
            throw new ExpressionException(
                name.Span.To(_in.LastSpan),
                $"{op} takes {(expected == 1 ? "one argument" : "a parameter and what it aggregates")}, not {arguments.Count} argument{(arguments.Count == 1 ? "" : "s")}");
        }

        return new(op, arguments[^1], expected == 2 ? arguments[0] : null, grouping) { Span = name.Span.To(_in.LastSpan) };
    }

    private Grouping? Grouping()
    {
        if (!_in.Current.IsWord("by") && !_in.Current.IsWord("without"))
        {
            return null;
        }

        var word = _in.Take();
        var labels = _in.Labels();
        return new(word.IsWord("without"), labels, word.Span.To(_in.LastSpan));
    }

    private List<Expression> Arguments()
    {
        _in.Expect("(", "before the arguments");
        var arguments = new List<Expression>();
        if (_in.TakeIf(")"))
        {
            return arguments;
        }

        do
        {
            arguments.Add(Binary(0));
        }
        while (_in.TakeIf(","));

        _in.Expect(")", "or ',' after the argument");
        return arguments;
    }
}
