/** What a scalar without quotes means to Go's YAML 1.1 decoder. */
import { describe, expect, test } from "vitest";
import { plainScalar } from "../../../src/core/owners/scalars.ts";

const booleans = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"];
const refusals = ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"];

describe("a scalar without quotes", () => {
  test.each(booleans)("%s is true", (text) => {
    expect(plainScalar(text)).toMatchObject({ kind: "boolean", text: "true" });
  });

  test.each(refusals)("%s is false", (text) => {
    expect(plainScalar(text)).toMatchObject({ kind: "boolean", text: "false" });
  });

  test.each(["", "~", "null", "Null", "NULL"])("%j is null", (text) => {
    expect(plainScalar(text)).toMatchObject({ kind: "null", text: "" });
  });

  test.each([
    ["123", "123"],
    ["+1", "1"],
    ["-1", "-1"],
    ["-0", "0"],
    ["007", "7"],
    ["0755", "493"],
    ["08", "8"],
    ["0o17", "15"],
    ["0x10", "16"],
    ["0xCAFE", "51966"],
    ["0b101", "5"],
    ["1_000", "1000"],
    ["1__0", "10"],
    ["18446744073709551615", "18446744073709551615"],
    ["18446744073709551616", "1.8446744073709552e+19"],
    ["-9223372036854775809", "-9.223372036854776e+18"],
    ["1.50", "1.5"],
    ["1.", "1"],
    [".5", "0.5"],
    ["1e3", "1000"],
    ["12e03", "12000"],
    ["1e6", "1e+06"],
    ["0.00001", "1e-05"],
    [".inf", "+Inf"],
    ["-.INF", "-Inf"],
    [".nan", "NaN"],
  ])("%s is the number that Go prints as %s", (text, printed) => {
    expect(plainScalar(text)).toMatchObject({ kind: "number", text: printed });
  });

  test.each([
    "alice",
    "yEs",
    "t",
    "f",
    "nil",
    "NaN",
    "Infinity",
    "1:20",
    "12:30:45",
    "2020-01-01",
    "2020-01-01T10:00:00Z",
    "1.5.2",
    "1,000",
    "1e",
    "e1",
    "0x",
    "0xZZ",
    "._5",
    "1e999",
    "=",
    "<<",
    ".",
    "-",
    "y-team",
  ])("%s is a string", (text) => {
    expect(plainScalar(text)).toMatchObject({ kind: "string", text });
  });

  test("a fraction as a key has the precision of 32 bits", () => {
    expect(plainScalar("0.123456789").key).toBe("0.12345679");
  });
});
