/*
 * The hospital's logistic value and gradient as a C compiler makes it, for bench/kernels.ts: the same blocks, passes and
 * polynomial as the WebAssembly kernel, in doubles or (-DSINGLE) the gradient alone in singles.
 * Reads from standard input: int32 rows, width, levels; int32 level of each row; then doubles x (column by column), y,
 * beta (intercept first), b. Prints the least microseconds of a call, the value, and the sum of the gradient.
 * Compile with: gcc -O3 -fopenmp-simd [-march=native] kernelNative.c -lm
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK 256
#define MOST 16

#ifdef SINGLE
typedef float number;
typedef int32_t word;
#define LN2_HIGH 0.693145751953125f
#define LN2_LOW 1.428606765330187e-6f
#define ROUNDER 12582912.0f
#define SHIFT 23
#define BIAS 127
static inline number tail(number r, number r2) {
  return 0.5f + r * 0.16666576266288757f +
         r2 * (0.041666556149721146f + r * 0.008363178931176662f + r2 * 0.0013926184037700295f);
}
#else
typedef double number;
typedef int64_t word;
#define LN2_HIGH 0.6931471805592082
#define LN2_LOW 7.371002565167799e-13
#define ROUNDER 6755399441055744.0
#define SHIFT 52
#define BIAS 1023
static inline number tail(number r, number r2) {
  number r4 = r2 * r2;
  number a = 0.5 + r * 0.1666666666666667 + r2 * (0.04166666666666667 + r * 0.008333333333326112);
  number b = 0.001388888888888373 + r * 0.0001984126987490126 +
             r2 * (2.4801587325605324e-5 + r * 2.7557255297969643e-6);
  number c = 2.755727357010214e-7 + r * 2.5105259538448494e-8 + r2 * 2.091471734171637e-9;
  return a + r4 * (b + r4 * c);
}
#endif

static inline number exponential(number x) {
  number shifted = x * (number)1.4426950408889634 + ROUNDER;
  number k = shifted - ROUNDER;
  number high = x - k * LN2_HIGH, low = k * LN2_LOW, r = high - low;
  word bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (word)((uint64_t)bits << SHIFT) + ((word)BIAS << SHIFT);
  number power;
  memcpy(&power, &bits, sizeof power);
  return (1 + (r + (r * r * tail(r, r * r) + (high - r - low)))) * power;
}

static int rows, width, levels;
static int32_t *level;
static number *x, *y, *b, beta[MOST];
static double gradient[MOST], *groups;

static double evaluate(void) {
  static number eta[BLOCK], r[BLOCK];
  double value = 0;
  memset(gradient, 0, sizeof gradient);
  memset(groups, 0, levels * sizeof *groups);
  for (int start = 0; start < rows; start += BLOCK) {
    int n = rows - start < BLOCK ? rows - start : BLOCK;
    const number *yb = y + start;
    for (int i = 0; i < n; i++) eta[i] = beta[0] + b[level[start + i]];
    for (int j = 0; j < width; j++) {
      const number *column = x + (size_t)j * rows + start;
#pragma omp simd
      for (int i = 0; i < n; i++) eta[i] += column[i] * beta[j + 1];
    }
    number sum = 0, product = 1, total = 0;
#ifdef SINGLE
#pragma omp simd reduction(+ : total)
#else
#pragma omp simd reduction(+ : sum, total) reduction(* : product)
#endif
    for (int i = 0; i < n; i++) {
      number size = eta[i] < 0 ? -eta[i] : eta[i];
      number t = exponential(-size);
      number mu = (eta[i] < 0 ? t : 1) / (1 + t);
      r[i] = yb[i] - mu;
      total += r[i];
#ifndef SINGLE
      sum += yb[i] * eta[i] - (eta[i] < 0 ? 0 : eta[i]);
      product *= 1 + t;
#endif
    }
    value += sum - log(product);
    gradient[0] += total;
    for (int j = 0; j < width; j++) {
      const number *column = x + (size_t)j * rows + start;
      number s = 0;
#pragma omp simd reduction(+ : s)
      for (int i = 0; i < n; i++) s += column[i] * r[i];
      gradient[j + 1] += s;
    }
    for (int i = 0; i < n;) {
      int at = level[start + i], end = i;
      number s = 0;
      while (end < n && level[start + end] == at) s += r[end++];
      groups[at] += s;
      i = end;
    }
  }
  return value;
}

static number *numbers(size_t count) {
  number *out = malloc((count + BLOCK) * sizeof *out);
  for (size_t i = 0; i < count; i++) {
    double value;
    if (fread(&value, sizeof value, 1, stdin) != 1) exit(1);
    out[i] = (number)value;
  }
  return out;
}

int main(void) {
  int32_t sizes[3];
  if (fread(sizes, sizeof *sizes, 3, stdin) != 3) return 1;
  rows = sizes[0], width = sizes[1], levels = sizes[2];
  level = malloc(rows * sizeof *level);
  if (fread(level, sizeof *level, rows, stdin) != (size_t)rows) return 1;
  x = numbers((size_t)rows * width);
  y = numbers(rows);
  memcpy(beta, numbers(width + 1), (width + 1) * sizeof *beta);
  b = numbers(levels);
  groups = malloc(levels * sizeof *groups);
  double best = 1e9, value = 0, sum = 0;
  for (int round = 0; round < 300; round++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 10; i++) value = evaluate();
    clock_gettime(CLOCK_MONOTONIC, &to);
    double each = ((to.tv_sec - from.tv_sec) * 1e6 + (to.tv_nsec - from.tv_nsec) * 1e-3) / 10;
    if (each < best) best = each;
  }
  for (int j = 0; j <= width; j++) sum += gradient[j];
  for (int j = 0; j < levels; j++) sum += groups[j];
  printf("%.2f %.17g %.17g\n", best, value, sum);
  return 0;
}
