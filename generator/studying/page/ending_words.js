// The words where there is no card.

import { vocabulary } from "./vocabulary.js";

const EN = {
  done: "Done for today",
  doneFilter: "Nothing more of this choice",
  doneNone: "Nothing is due",
  emptyDeck: "There are no cards to study.",
  reading: "Reading the deck…",
  toCome: ["{n} card comes once its program has run.", "{n} cards come once their programs have run."],
  doneWords: ["{n} review", "{n} reviews"],
  doneRight: "{percent} remembered",
  learned: ["Learned today: {n} card", "Learned today: {n} cards"],
  failed: ["Forgotten today: {n} card", "Forgotten today: {n} cards"],
  tomorrow: ["{n} card is due tomorrow.", "{n} cards are due tomorrow."],
  limited: {
    new: "That was the day's limit of new cards.",
    reviews: "That was the day's limit of reviews.",
    minutes: "That was the day's limit of time.",
  },
  raiseLimit: "Change the limits",
  studyFailed: "Study what was forgotten",
  showAll: "Study the whole deck",
  seeStats: "Statistics",
  waiting: "The next card comes back in {span}.",
  waitingHint: "Learning takes a little time between two looks. This page goes on by itself.",
  studyNow: "Look for the next card",
};

const ZH = {
  done: "今天学完了",
  doneFilter: "所选范围已学完",
  doneNone: "现在没有到期的卡片",
  emptyDeck: "没有可学的卡片。",
  reading: "正在读取牌组…",
  toCome: "还有 {n} 张卡片，运行程序之后出现。",
  doneWords: "复习 {n} 次",
  doneRight: "记住 {percent}",
  learned: "今天学会 {n} 张卡片",
  failed: "今天忘记 {n} 张卡片",
  tomorrow: "明天有 {n} 张卡片到期。",
  limited: {
    new: "已达到每日新卡上限。",
    reviews: "已达到每日复习上限。",
    minutes: "已达到每日时间上限。",
  },
  raiseLimit: "调整上限",
  studyFailed: "再学一遍忘记的",
  showAll: "学习整个牌组",
  seeStats: "统计",
  waiting: "下一张卡片将在 {span}后出现。",
  waitingHint: "两次记忆之间要隔一小会儿。到时页面会自动继续。",
  studyNow: "看看有没有下一张",
};

const { say, wordsFor } = vocabulary(EN, ZH);

export { say, wordsFor };
