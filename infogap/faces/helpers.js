/**
 * Add up the terms for k = 1..count; more than anyone could wait for are not a number.
 * @param {number} count @param {(k: number) => number} term @returns {number}
 */
function total(count, term) {
  if (count > 1e5) return NaN;
  let sum = 0;
  for (let k = 1; k <= count; k += 1) sum += term(k);
  return sum;
}

/**
 * The greatest term for k = 1..count.
 * @param {number} count @param {(k: number) => number} term @returns {number}
 */
function greatest(count, term) {
  if (count > 1e5) return NaN;
  let best = -Infinity;
  for (let k = 1; k <= count; k += 1) best = Math.max(best, term(k));
  return best;
}

/**
 * The least term for k = 1..count.
 * @param {number} count @param {(k: number) => number} term @returns {number}
 */
function least(count, term) {
  return -greatest(count, (k) => -term(k));
}

/**
 * The density of Student's t at 0: its constant, built up degree by degree so that no gamma function overflows.
 * @param {number} degrees @returns {number}
 */
function studentConstant(degrees) {
  let constant = degrees % 2 ? 1 / Math.PI : 0.5 / Math.SQRT2;
  for (let d = degrees % 2 ? 1 : 2; d < degrees; d += 2) constant *= ((d + 1) / d) * Math.sqrt(d / (d + 2));
  return constant;
}

/**
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 1964, 26.5.8), by Lentz's method.
 * @param {number} a @param {number} b @param {number} x @returns {number}
 */
function betaFraction(a, b, x) {
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let value = d;
  for (let m = 1, factor = 0; m < 500 && Math.abs(factor - 1) > 1e-16; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    factor = c * d;
    value *= factor;
  }
  return value;
}

/**
 * The probability that Student's t exceeds t > 0: half an incomplete beta function.
 * @param {number} t @param {number} degrees @param {number} constant @returns {number}
 */
function studentTail(t, degrees, constant) {
  const sum = degrees + t * t;
  const front = constant * t * Math.exp((-degrees / 2) * Math.log1p((t * t) / degrees));
  if (t * t > 3) return (front / Math.sqrt(degrees * sum)) * betaFraction(degrees / 2, 0.5, degrees / sum);
  return 0.5 - front * Math.sqrt(degrees / sum) * betaFraction(0.5, degrees / 2, (t * t) / sum);
}

/**
 * The value that Student's t exceeds with probability `tail`: Newton's method, on logarithms where the tail is thin.
 * @param {number} tail @param {number} degrees @returns {number}
 */
function studentQuantile(tail, degrees) {
  if (tail > 0.5) return -studentQuantile(1 - tail, degrees);
  if (tail === 0.5) return 0;
  const constant = studentConstant(degrees);
  const density = (t) => constant * Math.exp((-(degrees + 1) / 2) * Math.log1p((t * t) / degrees));
  const thin = tail < 0.1;
  let t = thin ? 1 : (0.5 - tail) / constant;
  for (let round = 0, change = 1; round < 100 && Math.abs(change) > 4e-16 * t; round += 1) {
    const found = studentTail(t, degrees, constant);
    const step = (thin ? found * Math.log(found / tail) : found - tail) / density(t);
    change = thin ? t * Math.expm1(Math.min(step / t, 2)) : step;
    t += change;
  }
  return t;
}
