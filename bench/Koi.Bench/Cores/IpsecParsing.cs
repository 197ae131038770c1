using BenchmarkDotNet.Attributes;
using Koi.Ipsec.Grammar;
using Koi.Language;

namespace Koi.Bench.Cores;

/// <summary>ipsec.conf(5) from text to expanded rules.</summary>
public class IpsecParsing
{
    private SourceText flows = null!;
    private SourceText sas = null!;
    private SourceText ikes = null!;
    private SourceText lists = null!;
    private SourceText macros = null!;

    /// <summary>How many rules each text expands to.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void MakeTexts()
    {
        flows = new("flows", IpsecTexts.Flows(Rules));
        sas = new("sas", IpsecTexts.Sas(Rules));
        ikes = new("ikes", IpsecTexts.Ikes(Rules));
        lists = new("lists", IpsecTexts.Lists(Rules));
        macros = new("macros", IpsecTexts.Macros(Rules));
        foreach (var text in (SourceText[])[flows, sas, ikes, lists, macros])
        {
            Check(IpsecTexts.Parse(text), text.Name);
        }
    }

    [Benchmark]
    public ParsedConfiguration Flows() => IpsecTexts.Parse(flows);

    [Benchmark]
    public ParsedConfiguration StaticSas() => IpsecTexts.Parse(sas);

    [Benchmark]
    public ParsedConfiguration IkeRules() => IpsecTexts.Parse(ikes);

    [Benchmark]
    public ParsedConfiguration Lists() => IpsecTexts.Parse(lists);

    [Benchmark]
    public ParsedConfiguration Macros() => IpsecTexts.Parse(macros);

    private void Check(ParsedConfiguration parsed, string name)
    {
        if (parsed.ErrorCount > 0 || parsed.Rules.Count() != Rules)
        {
            throw new InvalidOperationException($"{name}: {parsed.ErrorCount} errors, {parsed.Rules.Count()} rules: {parsed.Diagnostics.FirstOrDefault()?.Message}");
        }
    }
}
