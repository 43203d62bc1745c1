class Rules {
  constructor(words) { this.words = words; }
  matches({ subject = '', description_text = '' } = {}) {
    return this.words.filter((word) => `${subject} ${description_text}`.toLowerCase().includes(word));
  }
}
exports = { Rules };
